// Whether one of the offered tools does what the caller asks, and with which arguments; and what its answer sounds like.
import type { ChatTool, JsonSchema } from './chat-request.ts'
import { keywords } from './recall.ts'

export interface ToolCall {
  name: string
  arguments: Record<string, unknown>
}

const ENDING = /end_?call|hang_?up|finish_?call/iu

export const isEnding = ({ function: { name } }: ChatTool): boolean => ENDING.test(name)

function words(tool: ChatTool): { name: Set<string>; description: Set<string> } {
  return {
    name: keywords(tool.function.name.replace(/([a-z])([A-Z])/gu, '$1 $2').replaceAll('_', ' ')),
    description: keywords(tool.function.description ?? ''),
  }
}

/** The tool that fits best: a word of its name, or three of its description. */
export function toolFor(said: string, tools: ChatTool[]): ChatTool | null {
  const asked = keywords(said)
  let best: ChatTool | null = null
  let most = 2.9
  for (const tool of tools) {
    if (isEnding(tool)) continue
    const { name, description } = words(tool)
    let points = 0
    for (const word of asked) points += name.has(word) && word.length > 3 ? 3 : description.has(word) ? 1 : 0
    if (points > most) {
      most = points
      best = tool
    }
  }
  return best
}

const PLACE = /\b(?:in|at|for|to|from|near) ((?:\p{Lu}[\p{L}'-]+)(?: \p{Lu}[\p{L}'-]+)*)/u
const WHEN =
  /\b(today|tonight|tomorrow|(?:next |on |this )?(?:mon|tues|wednes|thurs|fri|satur|sun)day|\d{4}-\d{2}-\d{2}|(?:at )?\d{1,2}(?::\d{2})? ?(?:am|pm|o'clock)?)\b/iu
const AMOUNT = /\d+(?:\.\d+)?/u

function valueFor(name: string, schema: JsonSchema, said: string): unknown {
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  const choice = schema.enum?.find(
    (each) => typeof each === 'string' && said.toLowerCase().includes(each.toLowerCase()),
  )
  if (schema.enum) return choice ?? schema.enum[0]
  if (type === 'number' || type === 'integer') return Number(said.match(AMOUNT)?.[0] ?? 0)
  if (type === 'boolean') return !/\b(?:no|not|don['’]t)\b/iu.test(said)
  if (type === 'array') return []
  if (type === 'object') return argumentsFor(schema, said)
  if (/city|place|location|where|town|country/iu.test(name)) return said.match(PLACE)?.[1] ?? said
  if (/date|day|time|when/iu.test(name)) return said.match(WHEN)?.[1] ?? said
  return said
}

export function argumentsFor(schema: JsonSchema | undefined, said: string): Record<string, unknown> {
  const properties = Object.entries(schema?.properties ?? {})
  const needed = schema?.required ?? properties.map(([name]) => name)
  return Object.fromEntries(
    properties.filter(([name]) => needed.includes(name)).map(([name, each]) => [name, valueFor(name, each, said)]),
  )
}

/** Hanging up; the first text argument carries the goodbye. */
export function endCall(tool: ChatTool, goodbye: string): ToolCall & { spoken: boolean } {
  const { name, parameters } = tool.function
  const text = Object.entries(parameters?.properties ?? {}).find(
    ([key, { type }]) => type === 'string' && /goodbye|farewell|message|say|text|words/iu.test(key),
  )
  const rest = argumentsFor(parameters, 'The caller said goodbye.')
  return { name, arguments: text ? { ...rest, [text[0]]: goodbye } : rest, spoken: text !== undefined }
}

/** A tool's answer in a spoken sentence. */
export function sayResult(content: string): string {
  let value: unknown
  try {
    value = JSON.parse(content)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return content.trim() === '' ? 'That is done.' : content.trim()
  }
  if (typeof value !== 'object' || value === null) return `It says ${String(value)}.`
  const entries = Object.entries(value).filter(([, each]) => ['string', 'number', 'boolean'].includes(typeof each))
  const sentence = entries.find(
    ([key, each]) => typeof each === 'string' && /message|text|summary|answer|say|result/iu.test(key),
  )
  if (sentence) return String(sentence[1])
  if (entries.some(([key]) => key === 'error')) return 'I am sorry, that did not work just now.'
  if (entries.length === 0) return 'That is done.'
  return `Here is what I found: ${entries
    .slice(0, 4)
    .map(([key, each]) => `${key.replaceAll('_', ' ')} ${String(each)}`)
    .join(', ')}.`
}
