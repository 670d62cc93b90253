// Whose words they are: a sentence in the first person turned to the second ("you") or the third ("they").

type Turn = [pattern: RegExp, into: string]

const CONTRACTED: Turn[] = [
  [/\b(i|we)['’]m\b/giu, '$1 am'],
  [/\b(i|we)['’]ve\b/giu, '$1 have'],
  [/\b(i|we)['’]ll\b/giu, '$1 will'],
  [/\bwe['’]re\b/giu, 'we are'],
]

const THIRD: Turn[] = [
  [/\bi am\b/giu, 'they are'],
  [/\bi was\b/giu, 'they were'],
  [/\b(am) i\b/giu, 'are they'],
  [/\b(i|we)\b/giu, 'they'],
  [/\b(my|our)\b/giu, 'their'],
  [/\b(mine|ours)\b/giu, 'theirs'],
  [/\b(me|us)\b/giu, 'them'],
  [/\b(myself|ourselves)\b/giu, 'themselves'],
]

const SECOND: Turn[] = [
  [/\bi am\b/giu, 'you are'],
  [/\bi was\b/giu, 'you were'],
  [/\b(i|we|me|us)\b/giu, 'you'],
  [/\b(my|our)\b/giu, 'your'],
  [/\b(mine|ours)\b/giu, 'yours'],
  [/\b(myself|ourselves)\b/giu, 'yourself'],
]

/** How notes about a caller speak of them. */
const NOTED: Turn[] = [
  [/\bthe (?:caller|user)['’]s\b|\btheir\b/giu, 'your'],
  [/\bthe (?:caller|user) (?:is|are)\b/giu, 'you are'],
  [/\bthe (?:caller|user) has\b/giu, 'you have'],
  [/\bthe (?:caller|user)\b|\bthey\b|\bthem\b/giu, 'you'],
  [/\btheirs\b/giu, 'yours'],
  [/\bthemsel(?:ves|f)\b/giu, 'yourself'],
]

const apply = (text: string, turns: Turn[]): string =>
  turns.reduce((sum, [pattern, into]) => sum.replace(pattern, into), text)

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** Without its last full stop, and fit to stand inside a sentence unless it begins with a name. */
export function clause(text: string): string {
  const bare = text.trim().replace(/[.!?…\s]+$/u, '')
  return /^(I\b|My\b|You\b|Your\b|They\b|Their\b|The\b|A\b|We\b|Our\b)/u.test(bare)
    ? bare.charAt(0).toLowerCase() + bare.slice(1)
    : bare
}

/** "my dog is called Max" → "Their dog is called Max." */
export function asThird(text: string): string {
  return `${capital(apply(apply(clause(text), CONTRACTED), THIRD))}.`
}

/** "I skipped the gym" → "you skipped the gym" */
export function asSecond(text: string): string {
  return apply(apply(clause(text), CONTRACTED), SECOND)
}

/** "Their dog is called Max." → "your dog is called Max". A note may also use the caller's own name. */
export function noteAsSecond(note: string, name: string | null): string {
  const unnamed = name
    ? note
        .replaceAll(`${name}'s`, 'their')
        .replaceAll(`${name} is `, 'they are ')
        .replaceAll(`${name} has `, 'they have ')
    : note
  return clause(apply(unnamed, NOTED))
}
