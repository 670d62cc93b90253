// Asking a mind for one whole answer in JSON, over the OpenAI-compatible API. Says nothing about what is asked.
import { z } from 'zod'
import type { Env } from './env.ts'

export type MindRequest = {
  mind: { provider: string; model: string; reasoningEffort: string | null }
  messages: { role: 'system' | 'user'; content: string }[]
  schema: { name: string; schema: object }
}
/** The answer's text. Throws MindFailure. */
export type Mind = (request: MindRequest, timeoutMs: number) => Promise<string>

/** Its message is ours, without anything a person said. */
export class MindFailure extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'MindFailure'
  }
}

/** Twenty facts with their quotes, and what a reasoning model thinks before it writes. Quotas are counted from this, too. */
const ANSWER_TOKENS_MAX = 4_000

const Completion = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string().nullish() }) })).min(1),
})

export function cerebras(env: Pick<Env, 'CEREBRAS_API_KEY' | 'CEREBRAS_BASE_URL'>): Mind {
  return async ({ mind, messages, schema }, timeoutMs) => {
    if (mind.provider !== 'cerebras') throw new MindFailure(`no key for the mind ${mind.provider}`)
    const { status, text } = await send(env, timeoutMs, {
      model: mind.model,
      messages,
      stream: false,
      temperature: 0,
      max_completion_tokens: ANSWER_TOKENS_MAX,
      response_format: { type: 'json_schema', json_schema: { ...schema, strict: true } },
      // Some models put their reasoning into the content unless told otherwise.
      reasoning_format: 'hidden',
      ...(mind.reasoningEffort === null ? {} : { reasoning_effort: mind.reasoningEffort }),
    })
    if (status !== 200) throw new MindFailure(`the mind answered ${status}`)
    const completion = Completion.safeParse(jsonOrNull(text))
    const content = completion.data?.choices[0]?.message.content
    if (!content) throw new MindFailure('the mind said nothing')
    return content
  }
}

async function send(
  env: Pick<Env, 'CEREBRAS_API_KEY' | 'CEREBRAS_BASE_URL'>,
  timeoutMs: number,
  body: object,
): Promise<{ status: number; text: string }> {
  try {
    const response = await fetch(`${env.CEREBRAS_BASE_URL}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${env.CEREBRAS_API_KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
    })
    return { status: response.status, text: await response.text() }
  } catch (cause) {
    throw new MindFailure('the mind could not be reached', cause)
  }
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
