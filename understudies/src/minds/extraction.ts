// The after-call work: facts out of a transcript, in the shape of the JSON schema that was asked for.
import type { ChatRequest, JsonSchema } from './chat-request.ts'
import { dayMentioned } from './days.ts'
import { statements } from './statements.ts'
import { callerLines, type Line } from './transcript.ts'

/** More than one call is good for; keeps a reply within a completion's length. */
const FACTS_MAX = 40

interface Found {
  text: string
  quote: string
  turn: number | null
  confidence: number
  kind: string
  happenedAt: string | null
}

interface Findings {
  facts: Found[]
  lines: Line[]
}

export function wantsJson({ response_format: format }: ChatRequest): boolean {
  return format?.type === 'json_schema' || format?.type === 'json_object'
}

/** Facts listed in the request, each on a line of its own, are known already. */
function listed(request: ChatRequest): Set<string> {
  const lines = request.messages.flatMap(({ content }) => (content ?? '').split('\n'))
  return new Set(
    lines.map((line) =>
      line
        .replace(/<[^>]+>|^\s*[-*•]\s+|^\s*\d+[.)]\s+/gu, '')
        .trim()
        .toLowerCase(),
    ),
  )
}

function findings(request: ChatRequest): Findings {
  const given = request.messages.map(({ content }) => content ?? '').join('\n')
  const known = listed(request)
  const lines = callerLines(request)
  const facts = new Map<string, Found>()
  for (const { turn, text } of lines) {
    for (const { text: fact, quote, kind, confidence } of statements(text)) {
      if (known.has(fact.toLowerCase())) continue
      facts.set(fact.toLowerCase(), {
        text: fact,
        quote,
        turn,
        confidence,
        kind,
        happenedAt: dayMentioned(quote, given),
      })
    }
  }
  return { facts: [...facts.values()].slice(0, FACTS_MAX), lines }
}

function types({ type, anyOf }: JsonSchema): string[] {
  return [...(typeof type === 'string' ? [type] : (type ?? [])), ...(anyOf ?? []).flatMap(types)]
}

function nothing(schema: JsonSchema): unknown {
  const possible = types(schema)
  if (possible.includes('null')) return null
  if (schema.enum) return schema.enum[0]
  if (possible.includes('array')) return []
  if (possible.includes('object'))
    return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, each]) => [name, nothing(each)]))
  if (possible.includes('boolean')) return false
  return possible.includes('number') || possible.includes('integer') ? 0 : ''
}

function ofFact(name: string, schema: JsonSchema, fact: Found): unknown {
  if (/quote|evidence|said|words|source/iu.test(name)) return fact.quote
  if (/turn|seq|line|index/iu.test(name)) return fact.turn ?? nothing(schema)
  if (/confiden|certain|score/iu.test(name))
    return types(schema).includes('integer') ? Math.round(fact.confidence * 100) : fact.confidence
  if (/precision/iu.test(name)) return fact.happenedAt ? 'day' : nothing(schema)
  if (/happened|date|when|_at$|At$/u.test(name)) return fact.happenedAt ?? nothing(schema)
  if (/kind|type|categ|topic/iu.test(name))
    return schema.enum ? (schema.enum.find((each) => each === fact.kind) ?? schema.enum.at(-1)) : fact.kind
  if (/text|fact|statement|content|memory|note/iu.test(name)) return fact.text
  return nothing(schema)
}

function item(schema: JsonSchema | undefined, fact: Found): unknown {
  if (!schema?.properties) return schema && types(schema).includes('string') ? fact.text : fact
  return Object.fromEntries(Object.entries(schema.properties).map(([name, each]) => [name, ofFact(name, each, fact)]))
}

function summary({ facts, lines }: Findings): string {
  if (lines.length === 0) return 'Nothing was said.'
  if (facts.length > 0)
    return facts
      .slice(0, 3)
      .map(({ text }) => text)
      .join(' ')
  return `The caller said: ${lines
    .slice(0, 2)
    .map(({ text }) => text)
    .join(' ')}`
}

function fill(name: string, schema: JsonSchema, found: Findings): unknown {
  const possible = types(schema)
  if (possible.includes('array')) {
    return /fact|memor|item|statement|note|learn/iu.test(name)
      ? found.facts.map((fact) => item(schema.items, fact))
      : []
  }
  if (schema.properties)
    return Object.fromEntries(Object.entries(schema.properties).map(([key, each]) => [key, fill(key, each, found)]))
  if (possible.includes('string') && !schema.enum && /summary|title|gist|text/iu.test(name)) return summary(found)
  return nothing(schema)
}

export function asJson(request: ChatRequest): string {
  const found = findings(request)
  const format = request.response_format
  if (format?.type === 'json_schema') return JSON.stringify(fill('', format.json_schema.schema, found))
  return JSON.stringify({ facts: found.facts.map(({ kind: _kind, ...fact }) => fact) })
}
