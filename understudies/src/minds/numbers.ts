// Sums in words, there and back: "what is twelve times seven" → "eighty-four".

const ONES =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  )
const TENS = 'zero ten twenty thirty forty fifty sixty seventy eighty ninety'.split(' ')

export function inWords(value: number): string {
  if (value < 0) return `minus ${inWords(-value)}`
  if (!Number.isInteger(value)) {
    const [whole = '0', digits = ''] = String(Number(value.toFixed(2))).split('.')
    return digits === ''
      ? inWords(Number(whole))
      : `${inWords(Number(whole))} point ${[...digits].map((digit) => ONES[Number(digit)] ?? '').join(' ')}`
  }
  if (value < 20) return ONES[value] ?? ''
  if (value < 100) return `${TENS[Math.floor(value / 10)] ?? ''}${value % 10 ? `-${inWords(value % 10)}` : ''}`
  if (value < 1_000)
    return `${inWords(Math.floor(value / 100))} hundred${value % 100 ? ` and ${inWords(value % 100)}` : ''}`
  if (value >= 1e9) return String(value)
  const unit = value >= 1e6 ? 1e6 : 1e3
  const rest = value % unit
  const joint = rest === 0 ? '' : rest < 100 ? ` and ${inWords(rest)}` : ` ${inWords(rest)}`
  return `${inWords(Math.floor(value / unit))} ${unit === 1e6 ? 'million' : 'thousand'}${joint}`
}

/** Digits or words; null when it is no number. */
export function fromWords(text: string): number | null {
  const bare = text.trim().toLowerCase().replaceAll(',', '')
  if (/^-?\d+(?:\.\d+)?$/u.test(bare)) return Number(bare)
  let total = 0
  let part = 0
  const words = bare.split(/[\s-]+/u).filter((word) => word !== 'and' && word !== 'a' && word !== '')
  if (words.length === 0) return null
  for (const word of words) {
    if (ONES.includes(word)) part += ONES.indexOf(word)
    else if (TENS.indexOf(word) > 0) part += TENS.indexOf(word) * 10
    else if (word === 'hundred') part = Math.max(1, part) * 100
    else if (word === 'thousand' || word === 'million') {
      total += Math.max(1, part) * (word === 'thousand' ? 1e3 : 1e6)
      part = 0
    } else return null
  }
  return total + part
}

type Operation = (left: number, right: number) => number

const OPERATIONS: [RegExp, Operation][] = [
  [/\s(?:plus|and|added to)\s|\s*\+\s*/u, (left, right) => left + right],
  [/\s(?:minus|take away|less)\s|\s+[-−]\s+/u, (left, right) => left - right],
  [/\s(?:times|multiplied by)\s|\s*[*×]\s*/u, (left, right) => left * right],
  [/\s(?:divided by|over)\s|\s*[/÷]\s*/u, (left, right) => left / right],
]

/** The answer to a sum, or null where there is none in it. */
export function sum(question: string): { left: number; right: number; result: number } | null {
  const asked = question.toLowerCase().replace(/[?!.\s]+$/u, '')
  const bare = asked.replace(/^.*?\b(?:what(?:['’]s| is| are)|how much is|calculate|work out)\s+/u, '')
  for (const [sign, operation] of OPERATIONS) {
    const [before, after, more] = bare.split(sign)
    if (before === undefined || after === undefined || more !== undefined) continue
    const left = fromWords(before)
    const right = fromWords(after)
    if (left !== null && right !== null) return { left, right, result: operation(left, right) }
  }
  return null
}
