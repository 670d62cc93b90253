// Finds the caller's own lines in whatever a request holds: "[3] caller: …", "Caller: …", JSON turns, or plain chat messages.
import { z } from 'zod'
import type { ChatRequest } from './chat-request.ts'

export interface Line {
  turn: number | null
  speaker: string
  text: string
}

const LINE =
  /^\s*(?:[-*]\s+)?(?:\[?#?(\d+)[\].):]?\s*)?(?:\[[^\]]*\]\s*)?([\p{L}][\p{L} '_-]{0,30}?)\s*(?:[([](\d+)[)\]])?\s*:\s+(.+)$/u
const CALLER = /^(?:caller|user|human|customer|client|person|them|they)$/iu

const JsonTurn = z.object({
  seq: z.number().int().optional(),
  turn: z.number().int().optional(),
  speaker: z.string().optional(),
  role: z.string().optional(),
  heard: z.string().optional(),
  text: z.string().optional(),
  content: z.string().optional(),
})

function fromJson(text: string): Line[] {
  const start = text.search(/[[{]/u)
  const end = Math.max(text.lastIndexOf(']'), text.lastIndexOf('}'))
  if (start < 0 || end < start) return []
  let value: unknown
  try {
    value = JSON.parse(text.slice(start, end + 1))
  } catch (error) {
    if (error instanceof SyntaxError) return []
    throw error
  }
  const list = Array.isArray(value)
    ? value
    : typeof value === 'object' && value !== null
      ? (Object.values(value).find(Array.isArray) ?? [])
      : []
  return list.flatMap((item: unknown) => {
    const turn = JsonTurn.safeParse(item)
    const speaker = turn.data?.speaker ?? turn.data?.role
    const words = turn.data?.heard ?? turn.data?.text ?? turn.data?.content
    return speaker && words ? [{ turn: turn.data?.seq ?? turn.data?.turn ?? null, speaker, text: words }] : []
  })
}

function fromLines(text: string): Line[] {
  return text.split('\n').flatMap((line) => {
    const [, before, speaker, after, words] = line.match(LINE) ?? []
    const number = before ?? after
    return speaker && words
      ? [{ turn: number === undefined ? null : Number(number), speaker: speaker.trim(), text: words.trim() }]
      : []
  })
}

/** The caller may be written by name: then everybody who is not the persona counts. */
function callers(lines: Line[], prompt: string): Line[] {
  const marked = lines.filter(({ speaker }) => CALLER.test(speaker))
  if (marked.length > 0) return marked
  return lines.filter(
    ({ speaker, turn }) =>
      turn !== null && !/persona|assistant|agent|ai|bot/iu.test(speaker) && !prompt.includes(`You are ${speaker}`),
  )
}

export function callerLines({ messages }: ChatRequest): Line[] {
  const texts = messages
    .filter(({ role }) => role !== 'assistant' && role !== 'tool')
    .map(({ content }) => content ?? '')
  const prompt = texts.join('\n')
  for (const read of [fromLines, fromJson]) {
    const found = callers(texts.flatMap(read), prompt)
    if (found.length > 0) return found
  }
  return messages.flatMap(({ role, content }) =>
    role === 'user' && content ? [{ turn: null, speaker: 'caller', text: content }] : [],
  )
}
