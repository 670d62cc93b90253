// Questions whose answer is something the caller told: in this call, or noted before it. Nothing is made up.
import { type Conversation, fresh } from './conversation.ts'
import { asSecond, capital, noteAsSecond } from './person.ts'

const ASKS =
  /^(?:(?:and|so|hey|ok|okay|well|but|please|wait|no|yes|sorry)[\s,]+)*(?:what|where|who|when|which|how old|how many|do you (?:know|remember|recall)|can you (?:remember|tell me)|remind me|tell me|did i|do i|have i|am i)\b/iu
/** "Tell me …" is not yet about me. */
const POLITE = /\b(?:tell|remind|give|ask|help) me\b/giu
/** Asks for something only the caller could have told. */
const THEIRS = /\bmy\b|\b(?:do|did|am|have|was) i\b/iu
const OF_ME = /\b(?:i|my|me|mine|our|we)\b/iu
const EVERYTHING =
  /\bwhat (?:do|else do|can) you (?:know|remember|recall|tell me) (?:about|of) me\b|\bwhat do you remember\b|\bdo you remember me\b/iu

const STOP = new Set(
  'a an the is are was were am do does did can could you i my me mine our we it that this of to in on at for and or but so what where who when which how old many know remember recall remind tell have has had told said say again please your again about with be been there right now hey ok okay well wait'.split(
    ' ',
  ),
)
/** Words so common in notes that alone they prove nothing. */
const WEAK = new Set(['called', 'name', 'like', 'going', 'called', 'want'])
const SYNONYMS: Record<string, string> = {
  named: 'called',
  name: 'called',
  job: 'work',
  working: 'work',
  living: 'work',
  profession: 'work',
  occupation: 'work',
  city: 'live',
  home: 'live',
  town: 'live',
  mum: 'mother',
  mom: 'mother',
  dad: 'father',
  puppy: 'dog',
  kitten: 'cat',
  favorite: 'favourite',
  loves: 'love',
  enjoy: 'love',
  interviews: 'interview',
}

function stem(word: string): string {
  const bare = word.replace(/['’]s$/u, '')
  const known = SYNONYMS[bare] ?? bare
  return known.length > 3 && known.endsWith('s') && !known.endsWith('ss') ? known.slice(0, -1) : known
}

export function keywords(text: string): Set<string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+(?:['’][\p{L}]+)?/gu) ?? []
  return new Set(words.filter((word) => !STOP.has(word)).map(stem))
}

/** Everything known of the caller, newest last, each as a clause about "you". */
function known({ facts, caller, told, context }: Conversation): string[] {
  const noted = facts.map((fact) => noteAsSecond(fact, caller))
  const asked = context ? [asSecond(context)] : []
  return [...noted, ...asked, ...told.map(({ quote }) => asSecond(quote))]
}

function score(asked: Set<string>, clause: string): number {
  const have = keywords(clause)
  let sum = 0
  for (const word of asked) if (have.has(word)) sum += WEAK.has(word) ? 0.4 : 1
  return sum
}

export function recall(conversation: Conversation): string | null {
  const { last, said } = conversation
  if (/\bwhat (?:did|have) i (?:just )?(?:say|said|tell|told|ask)\b|\brepeat what i (?:just )?said\b/iu.test(last)) {
    const before = said.at(-2)
    return before ? `You said: ${before}` : 'You have only just started talking to me.'
  }
  const clauses = known(conversation)
  if (EVERYTHING.test(last)) {
    if (clauses.length === 0) return 'We have not talked much yet. Tell me something about you.'
    return `I remember that ${clauses.slice(-3).join(', and that ')}.`
  }
  const question = last.replace(POLITE, '')
  if (!ASKS.test(last) || !OF_ME.test(question)) return null
  if (/\bmy name\b|\bwho am i\b/iu.test(last) && conversation.caller)
    return `You are ${conversation.caller}, of course.`
  const asked = keywords(last)
  if (/\bwhat do i do\b/iu.test(last)) asked.add('work')
  let best: string | null = null
  let most = 0.9
  for (const clause of clauses) {
    const points = score(asked, clause)
    if (points >= most) {
      most = points
      best = clause
    }
  }
  if (best) return `${capital(best)}.`
  if (!THEIRS.test(question)) return null
  return fresh(conversation, ["I don't know that yet. Will you tell me?", 'You have not told me that. What is it?'])
}
