// From the mind's answer to facts that may be kept. Each must quote words that the caller was really heard to say, and none
// may read like an order: it will stand in a prompt one day.
import { z } from 'zod'
import type { ProcedureInput } from '@callback/contracts/db/procedure'
import type { finishJob } from '@callback/contracts/db/personas'
import type { Job } from '@callback/contracts/db/personas'
import { line } from '@callback/contracts/fields'
import { MindFailure } from './mind.ts'

export const FACTS_PER_CALL_MAX = 20
/** "I am" or "yes" is found in every call and proves nothing. */
const QUOTE_LETTERS_MIN = 5
const CONFIDENCE_MIN = 0.3

type Outcome = ProcedureInput<typeof finishJob>['outcome']
export type LearnedFact = Extract<Outcome, { kind: 'done' }>['facts'][number]

const Found = z.object({
  text: line(300),
  quote: line(500),
  turn: z.coerce.number().int().min(0).catch(-1),
  confidence: z.number().min(0).max(1).catch(0.5),
  happenedAt: z.string().nullish().catch(null),
})
const Answer = z.union([
  z.object({ facts: z.array(z.unknown()) }),
  z.array(z.unknown()).transform((facts) => ({ facts })),
])

export function factsIn(answer: string, job: Pick<Job, 'turns' | 'knownFacts'>): LearnedFact[] {
  const parsed = Answer.safeParse(jsonIn(answer))
  if (!parsed.success) throw new MindFailure('the mind gave no JSON of the asked shape')
  const seen = new Set(job.knownFacts.map((fact) => plain(fact.text)))
  const kept: LearnedFact[] = []
  for (const one of parsed.data.facts) {
    const found = Found.safeParse(one)
    if (!found.success || found.data.confidence < CONFIDENCE_MIN) continue
    const { text, quote, confidence } = found.data
    const turnSeq = turnOf(quote, found.data.turn, job.turns)
    if (turnSeq === null || soundsLikeAnOrder(text) || seen.has(plain(text))) continue
    seen.add(plain(text))
    kept.push({ text, quote, turnSeq, confidence, happenedAt: instantOrNull(found.data.happenedAt) })
    if (kept.length === FACTS_PER_CALL_MAX) break
  }
  return kept
}

/** The caller's turn that the quote occurs in: the one named, or the first if the mind counted wrongly. */
function turnOf(quote: string, named: number, turns: Job['turns']): number | null {
  const words = plain(quote)
  if (words.replace(/[^\p{L}\p{N}]/gu, '').length < QUOTE_LETTERS_MIN) return null
  const says = (turn: Job['turns'][number]) =>
    turn.speaker === 'caller' && ` ${plain(turn.heard)} `.includes(` ${words} `)
  return (turns.find((turn) => turn.seq === named && says(turn)) ?? turns.find(says))?.seq ?? null
}

/** Letters, digits and single spaces in lower case: what remains the same when a sentence is copied. */
function plain(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[’‘ʼ`]/gu, "'")
    .replace(/[^\p{L}\p{N}']+/gu, ' ')
    .trim()
}

const ORDERS = [
  /^(?:you|always|never|do not|don't|please|ignore|disregard|forget|remember|pretend|act|respond|reply|answer|say|speak|tell|ask|give|make|let|stop|start|system|assistant|developer|note|important)\b/iu,
  /\b(?:instructions?|system prompt|prompt|language model|jailbreak|developer mode|override|disregard|as an ai|the (?:assistant|persona|ai|agent|model) (?:must|should|shall|will|has to|needs to|is to|may|can))\b/iu,
  /\byou (?:must|should|shall|will|have to|need to|are to|are now)\b/iu,
  /[<>{}[\]`]|https?:|\bwww\./iu,
]

export function soundsLikeAnOrder(text: string): boolean {
  return ORDERS.some((order) => order.test(text))
}

/** Angle brackets could close a fence. */
export function withoutFences(text: string): string {
  return text.replaceAll('<', '‹').replaceAll('>', '›')
}

/** Further away than a life or a plan reaches, the mind has miscounted. */
const LIVED = [Date.parse('1900-01-01'), Date.parse('2100-01-01')] as const

/** A bare day stands at its noon, so that it is the same day nearly everywhere. */
function instantOrNull(text: string | null | undefined): string | null {
  if (text === null || text === undefined) return null
  const at = Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T12:00:00Z` : text)
  return at > LIVED[0] && at < LIVED[1] ? new Date(at).toISOString() : null
}

/** Reasoning that slipped into the answer, fences around it and words before it are dropped. */
function jsonIn(answer: string): unknown {
  const text = answer.replace(/<think>[\s\S]*?(?:<\/think>|$)/giu, '')
  const start = text.search(/[[{]/u)
  const end = Math.max(text.lastIndexOf('}'), text.lastIndexOf(']'))
  if (start < 0 || end < start) return null
  try {
    return JSON.parse(text.slice(start, end + 1))
  } catch {
    return null
  }
}
