// Phone numbers as people read them. North American ones get their usual grouping, others are cut in threes after the code.

export function phoneWords(number: string): string {
  const american = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number)
  if (american) return `+1 ${american[1]} ${american[2]} ${american[3]}`
  return `${number.slice(0, 3)} ${number.slice(3).replace(/(\d{3})(?=\d{2,})/g, '$1 ')}`
}
