// A thought as the vendor would send it: pieces of a stream, or one object. No sockets, no time.
import { randomUUID } from 'node:crypto'
import type { ChatRequest } from './chat-request.ts'
import { type Model, reasoningText } from './models.ts'
import { think } from './think.ts'

type Delta = Record<string, unknown>

export interface Completion {
  /** One per token: a reasoning, content or tool-call delta. */
  deltas: Delta[]
  message: Record<string, unknown>
  finishReason: 'stop' | 'length' | 'tool_calls'
  usage: Record<string, unknown>
}

/** Roughly a token: a word with the space before it, or a piece of a long one. */
export function tokens(text: string): string[] {
  return text.match(/\s*[^\s]{1,8}|\s+$/gu) ?? []
}

/** Tool arguments arrive in fragments that respect nothing. */
function fragments(json: string): string[] {
  return json.match(/[\s\S]{1,7}/gu) ?? ['']
}

/** What a request's text comes to, at the usual four characters a token. */
function promptTokens({ messages, tools }: ChatRequest): number {
  return Math.ceil((JSON.stringify(messages).length + JSON.stringify(tools ?? []).length) / 4)
}

export function complete(request: ChatRequest, model: Model): Completion {
  const thought = think(request)
  const effort = request.reasoning_effort ?? model.defaultEffort
  const format = request.reasoning_format ?? model.defaultFormat
  const reasoning = reasoningText(thought.reasoning, effort)
  const inContent = reasoning !== '' && (format === 'raw' || format === 'none')
  const shown = reasoning !== '' && !inContent && format !== 'hidden'
  const limit = request.max_completion_tokens ?? request.max_tokens ?? Infinity

  const mumbled = tokens(inContent ? `<think>${reasoning}</think>` : reasoning)
  const spoken = tokens(thought.content)
  const room = Math.max(0, limit - mumbled.length)
  const said = spoken.slice(0, room)
  const finishReason = spoken.length > room ? 'length' : thought.toolCalls.length > 0 ? 'tool_calls' : 'stop'
  const calls = finishReason === 'tool_calls' ? thought.toolCalls : []
  const toolCalls = calls.map((call) => ({
    id: `call_${randomUUID().replaceAll('-', '').slice(0, 24)}`,
    type: 'function',
    function: { name: call.name, arguments: JSON.stringify(call.arguments) },
  }))

  const content = [...(inContent ? mumbled : []), ...said]
  const deltas: Delta[] = [
    ...(shown ? mumbled.map((token) => ({ reasoning: token })) : []),
    ...content.map((token) => ({ content: token })),
    ...toolCalls.flatMap((call, index) => [
      { tool_calls: [{ index, id: call.id, type: 'function', function: { name: call.function.name, arguments: '' } }] },
      ...fragments(call.function.arguments).map((piece) => ({
        tool_calls: [{ index, function: { arguments: piece } }],
      })),
    ]),
  ]
  const completionTokens =
    mumbled.length +
    said.length +
    toolCalls.reduce((sum, call) => sum + fragments(call.function.arguments).length + 1, 0)
  const prompt = promptTokens(request)
  return {
    deltas,
    finishReason,
    message: {
      role: 'assistant',
      content: content.length === 0 ? null : content.join(''),
      ...(shown && { reasoning }),
      ...(toolCalls.length > 0 && { tool_calls: toolCalls }),
    },
    usage: {
      prompt_tokens: prompt,
      completion_tokens: completionTokens,
      total_tokens: prompt + completionTokens,
      prompt_tokens_details: { cached_tokens: 0 },
      completion_tokens_details: { reasoning_tokens: mumbled.length },
    },
  }
}
