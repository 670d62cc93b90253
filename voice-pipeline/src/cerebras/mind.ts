// The mind: Cerebras by its SDK, streamed. One client a process, one request a reply, no retries of its own.
import Cerebras, { APIConnectionTimeoutError, APIError } from '@cerebras/cerebras_cloud_sdk'
import { z } from 'zod'
import { PortFailure, type Mind, type MindFact, type MindRequest } from '../speech/ports.ts'
import { END_CALL_TOOL, goodbyeFrom } from './end-call.ts'
import { promptFetch } from './prompt-events.ts'

/** Spoken answers are short, and the rate limit counts this whole figure before a request runs. */
export const TOKENS_MAX = 400
/** Time to answer headers. The turn's own deadline is shorter; this only frees the socket. */
const REQUEST_MS_MAX = 10_000

/** Both models of the shared service reason unless told otherwise; callers wait for every thought. */
const Effort = z.enum(['none', 'low', 'medium', 'high']).nullable().catch(null)

const Delta = z.object({
  content: z.string().nullish(),
  tool_calls: z
    .array(z.object({ function: z.object({ name: z.string().nullish(), arguments: z.string().nullish() }).nullish() }))
    .nullish(),
})
/** `choices` may be empty on the chunk that carries the usage. */
const Chunk = z.object({
  choices: z.array(z.object({ delta: Delta.nullish() })).nullish(),
  usage: z.object({ prompt_tokens: z.number().nullish(), completion_tokens: z.number().nullish() }).nullish(),
})

/** `baseUrl`: http(s) origin, no /v1. */
export function cerebras(config: { apiKey: string; baseUrl: string; warm: boolean }): Mind {
  const client = new Cerebras({
    apiKey: config.apiKey,
    baseURL: config.baseUrl,
    maxRetries: 0,
    timeout: REQUEST_MS_MAX,
    warmTCPConnection: config.warm,
    fetch: promptFetch,
  })
  return {
    ask(request, signal, emit) {
      const say = (fact: MindFact) => {
        if (!signal.aborted) emit(fact)
      }
      stream(client, request, signal, say).then(
        () => {
          emit({ type: 'closed', failure: null })
        },
        (error: unknown) => {
          emit({ type: 'closed', failure: signal.aborted ? null : failureOf(error) })
        },
      )
    },
  }
}

async function stream(client: Cerebras, request: MindRequest, signal: AbortSignal, emit: (fact: MindFact) => void) {
  const effort = Effort.parse(request.reasoningEffort)
  const chunks = await client.chat.completions.create(
    {
      model: request.model,
      messages: request.messages.map((message) => ({ role: message.role, content: message.content })),
      stream: true,
      max_completion_tokens: TOKENS_MAX,
      tools: [END_CALL_TOOL],
      ...(effort === null ? {} : { reasoning_effort: effort, reasoning_format: 'parsed' as const }),
    },
    { signal },
  )
  let tool: string | null = null
  let toolArguments = ''
  let tokensIn = 0
  let tokensOut = 0
  for await (const raw of chunks) {
    const chunk = Chunk.parse(raw)
    tokensIn = Math.max(tokensIn, chunk.usage?.prompt_tokens ?? 0)
    tokensOut = Math.max(tokensOut, chunk.usage?.completion_tokens ?? 0)
    const delta = chunk.choices?.[0]?.delta
    if (delta?.content) emit({ type: 'text', text: delta.content })
    for (const call of delta?.tool_calls ?? []) {
      tool ??= call.function?.name ?? null
      toolArguments += call.function?.arguments ?? ''
    }
  }
  if (tool === 'end_call') emit({ type: 'end_call', goodbye: goodbyeFrom(toolArguments) })
  emit({ type: 'usage', tokensIn, tokensOut })
}

function failureOf(error: unknown): PortFailure {
  if (error instanceof APIConnectionTimeoutError) return new PortFailure('timeout', 'no answer in time')
  if (error instanceof APIError && typeof error.status === 'number')
    return new PortFailure('refused', `answered ${error.status}`)
  if (error instanceof APIError) return new PortFailure('unreachable', 'connection failed')
  return new PortFailure('protocol', error instanceof Error ? error.name : 'unknown')
}
