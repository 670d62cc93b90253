// What people say of themselves: the clauses of an utterance that are worth remembering. Questions and small talk are not.
import { asThird } from './person.ts'

export type Kind = 'name' | 'pet' | 'person' | 'work' | 'home' | 'taste' | 'event' | 'plan' | 'self'

export interface Statement {
  kind: Kind
  /** In the third person: "Their dog is called Max." */
  text: string
  /** Their own words. */
  quote: string
  confidence: number
}

const QUESTION =
  /\?\s*$|^(?:what|who|whose|where|when|why|how|which|do|does|did|can|could|will|would|is|are|am|should|shall|may)\b/iu
const FILLER =
  /^(?:well|so|oh|um+|uh+|erm?|yeah|yes|yep|no|nope|okay|ok|hey|hi|hello|right|actually|also|and|but|by the way|honestly|anyway|you know|i mean|i think|please|listen|look|thanks|thank you)\b[\s,.!]*/iu
const JOINT =
  /;\s*|,\s+(?=(?:i|my|we|our|call)\b)|,?\s+(?:and|but|so|because|then|although|though|since)\s+(?=(?:i|my|we|our|call)\b)/giu

const RELATIVES =
  'sister|brother|mum|mom|mother|dad|father|wife|husband|partner|boyfriend|girlfriend|fiancée?|son|daughter|kids?|child|children|baby|friend|best friend|boss|cousin|aunt|uncle|nephew|niece|grandma|grandmother|grandpa|grandfather|nan|flatmate|roommate|neighbou?r|colleague'
const PETS = 'dog|puppy|cat|kitten|rabbit|hamster|parrot|horse|fish|tortoise|snake'
const OFTEN =
  '(?:(?:really|just|also|still|usually|always|never|often|sometimes|absolutely|totally|recently|finally|do|only) )*'
const TIMED =
  /\b(?:today|tonight|tomorrow|yesterday|(?:on|this|next|last|every) \w+|in \w+ (?:days?|weeks?|months?)|at \d+|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b/iu

type Rule = { kind: Kind; pattern: RegExp; confidence: number; text?: (match: RegExpMatchArray) => string }

const first = (verbs: string): RegExp => new RegExp(`^(?:i|we) ${OFTEN}(?:${verbs})\\b.{2,}$`, 'iu')

/** The first that fits decides. */
const RULES: Rule[] = [
  {
    kind: 'name',
    confidence: 0.95,
    pattern: /^call me ([\p{L}'-]+)$/iu,
    text: ([, name]) => `They like to be called ${name ?? ''}.`,
  },
  { kind: 'name', confidence: 0.95, pattern: /^my name(?:['’]s| is) (.+)$/iu },
  {
    kind: 'pet',
    confidence: 0.95,
    pattern: new RegExp(
      `^(?:my|our|(?:i|we)(?: have|'ve got| got)(?: an?)?) (?:\\w+ ){0,2}(?:${PETS})s?\\b.*\\b(?:is|are|called|named|name)\\b.+$`,
      'iu',
    ),
  },
  {
    kind: 'person',
    confidence: 0.9,
    pattern: new RegExp(`^(?:my|our) (?:\\w+ )?(${RELATIVES}) (\\p{Lu}[\\p{L}'-]+)$`, 'u'),
    text: ([, who, name]) => `Their ${who ?? ''} is called ${name ?? ''}.`,
  },
  {
    kind: 'person',
    confidence: 0.9,
    pattern: new RegExp(`^(?:my|our) (?:\\w+ )?(?:${RELATIVES})(?:['’]s)?\\b.+$`, 'iu'),
  },
  { kind: 'event', confidence: 0.9, pattern: /^my birthday\b.+$/iu },
  {
    kind: 'work',
    confidence: 0.95,
    pattern: /^i(?: work|'m working| am working)(?:ed)? (?:as|at|for|in|with|from)\b.+$/iu,
  },
  {
    kind: 'work',
    confidence: 0.85,
    pattern: /^i(?:['’]m| am) (?:an?|the) (?!bit|little|lot|few|fan|mess|wreck)[\p{L} -]+$/iu,
  },
  {
    kind: 'home',
    confidence: 0.95,
    pattern: /^(?:i|we)(?:['’]m| am|['’]re| are)? ?(?:live|living|moved|moving|from|come from|grew up)\b.+$/iu,
  },
  {
    kind: 'taste',
    confidence: 0.9,
    pattern: first(
      "love|like|enjoy|hate|prefer|adore|dislike|can['’]t stand|don['’]t like|do not like|miss|am into|am allergic to|am afraid of|am scared of",
    ),
  },
  {
    kind: 'taste',
    confidence: 0.9,
    pattern: /^i['’]m (?:really )?(?:into|allergic to|afraid of|scared of|fond of)\b.+$/iu,
  },
  { kind: 'taste', confidence: 0.9, pattern: /^my favou?rite\b.+$/iu },
  {
    kind: 'plan',
    confidence: 0.85,
    pattern:
      /^(?:i|we)(?:['’]m| am|['’]re| are) (?:going to|training for|learning|studying|planning|trying to|getting|saving|writing|building|moving|expecting|seeing|starting|flying|travelling|traveling)\b.+$/iu,
  },
  { kind: 'plan', confidence: 0.8, pattern: first("want to|plan to|hope to|need to|have to|['’]?d like to") },
  { kind: 'event', confidence: 0.9, pattern: /^(?:i|we)(?:['’]ve got| have(?: got)?| got)\b.{2,}$/iu },
  {
    kind: 'event',
    confidence: 0.8,
    pattern: first(
      'started|stopped|quit|bought|lost|finished|passed|failed|won|broke|hurt|booked|skipped|missed|met|visited|got|had|went|ran|married|signed',
    ),
  },
  {
    kind: 'self',
    confidence: 0.85,
    pattern:
      /^i(?:['’]m| am) (?:\w+ )?(?:vegan|vegetarian|married|single|divorced|pregnant|retired|diabetic|left-handed|deaf|blind|\d+|\w+ years old|allergic|sober|engaged|unemployed)\b.*$/iu,
  },
  {
    kind: 'self',
    confidence: 0.75,
    pattern: first(
      'play|run|speak|drink|eat|smoke|wake up|get up|study|teach|drive|sing|paint|write|cook|train|swim|practise|practice|go to',
    ),
  },
  {
    kind: 'self',
    confidence: 0.7,
    pattern: /^my [\p{L} ]{2,40}? (?:is|are|was|were|has|have|hurts?|starts?|died)\b.+$/iu,
  },
]

/** First-person clauses that say nothing of the person. */
const EMPTY =
  /\b(?:have|got|need|want|going|like) to (?:go|run|leave|hang up|stop|talk|say|ask|know)\b|\b(?:no idea|a question|nothing|no clue)\b|^(?:i|we) (?:\w+ ){1,3}(?:it|that|this|them|him|her|so|one|some)$/iu

function withoutFiller(text: string): string {
  let rest = text.trim()
  for (let shorter = rest.replace(FILLER, ''); shorter !== rest && shorter !== ''; shorter = rest.replace(FILLER, ''))
    rest = shorter
  return rest
}

export function sentencesOf(text: string): string[] {
  return text
    .split(/(?<=[.!?…])\s+|\n+/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '')
}

export function statements(utterance: string): Statement[] {
  const found: Statement[] = []
  for (const sentence of sentencesOf(utterance)) {
    if (QUESTION.test(withoutFiller(sentence))) continue
    for (const piece of sentence.split(JOINT)) {
      const quote = withoutFiller(piece).replace(/[\s.,!…]+$/u, '')
      if (/\b(?:you|your|yours)\b/iu.test(quote) || QUESTION.test(quote) || EMPTY.test(quote)) continue
      const rule = RULES.find(({ pattern }) => pattern.test(quote))
      const match = rule && quote.match(rule.pattern)
      if (!rule || !match) continue
      const kind =
        TIMED.test(quote) && rule.kind !== 'taste' && rule.kind !== 'work' && rule.kind !== 'home' ? 'event' : rule.kind
      found.push({ kind, text: rule.text?.(match) ?? asThird(quote), quote, confidence: rule.confidence })
    }
  }
  return found
}
