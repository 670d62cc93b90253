import Cerebras from '@cerebras/cerebras_cloud_sdk'
import { afterEach, expect, it } from 'vitest'
import { Faults } from '../faults.ts'
import { type MindsOptions, startMinds } from './server.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function start(options: Partial<MindsOptions> = {}): Promise<string> {
  const server = await startMinds({ port: 0, apiKey: 'csk', firstTokenMs: 1, tokenMs: 0, ...options })
  closers.push(server.close)
  return `http://localhost:${server.port}`
}

const sdk = (baseURL: string, apiKey = 'csk'): Cerebras =>
  new Cerebras({ apiKey, baseURL, warmTCPConnection: false, maxRetries: 0 })
const post = (origin: string, body: unknown): Promise<Response> =>
  fetch(`${origin}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer csk', 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })

const hello = { model: 'gpt-oss-120b', messages: [{ role: 'user' as const, content: 'Hello there' }] }
const END_CALL = {
  type: 'function' as const,
  function: {
    name: 'end_call',
    description: 'End the call',
    parameters: { type: 'object', properties: { goodbye: { type: 'string' } } },
  },
}

interface Streamed {
  content: string
  reasoning: string
  arguments: string
  name: string
  finish: string
  chunks: number
  usage: number
}

async function stream(client: Cerebras, params: object): Promise<Streamed> {
  const seen: Streamed = { content: '', reasoning: '', arguments: '', name: '', finish: '', chunks: 0, usage: 0 }
  for await (const chunk of await client.chat.completions.create({ ...hello, ...params, stream: true })) {
    if ('error' in chunk) throw new Error('error chunk')
    if (!('choices' in chunk)) continue
    seen.chunks += 1
    const choice = chunk.choices?.[0]
    const delta = choice && 'delta' in choice ? choice.delta : undefined
    seen.content += delta?.content ?? ''
    seen.reasoning += delta?.reasoning ?? ''
    for (const call of delta?.tool_calls ?? []) {
      seen.name += call.function.name ?? ''
      seen.arguments += call.function.arguments ?? ''
    }
    seen.finish = choice?.finish_reason ?? seen.finish
    seen.usage = chunk.usage?.total_tokens ?? seen.usage
  }
  return seen
}

it("streams to the vendor's own SDK: reasoning apart, then content, then usage", async () => {
  const seen = await stream(sdk(await start()), { reasoning_effort: 'low' })
  expect(seen.content).toBe('Hello. How has your day been?')
  expect(seen.reasoning).not.toBe('')
  expect(seen).toMatchObject({ finish: 'stop', usage: expect.any(Number) })
  expect(seen.chunks).toBeGreaterThan(8)
})

it('streams tool calls in fragments', async () => {
  const seen = await stream(sdk(await start()), {
    messages: [{ role: 'user', content: 'goodbye' }],
    tools: [END_CALL],
    reasoning_effort: 'low',
  })
  expect(seen).toMatchObject({ name: 'end_call', content: '', finish: 'tool_calls' })
  expect(JSON.parse(seen.arguments)).toEqual({ goodbye: 'Goodbye. Take care.' })
})

it('answers whole when not asked to stream', async () => {
  const answer = await sdk(await start()).chat.completions.create({
    ...hello,
    model: 'qwen-3.8-27b',
    reasoning_effort: 'none',
  })
  expect(answer).toMatchObject({
    object: 'chat.completion',
    choices: [{ finish_reason: 'stop', message: { role: 'assistant', content: 'Hello. How has your day been?' } }],
    usage: { completion_tokens_details: { reasoning_tokens: 0 } },
    time_info: { total_time: expect.any(Number) },
  })
})

it('thinks aloud inside the content unless told otherwise, as that model does', async () => {
  const client = sdk(await start())
  expect((await stream(client, { model: 'qwen-3.8-27b' })).content).toMatch(/^<think>.*<\/think>Hello/su)
  const parsed = await stream(client, { model: 'qwen-3.8-27b', reasoning_format: 'parsed' })
  expect([parsed.content, parsed.reasoning !== '']).toEqual(['Hello. How has your day been?', true])
  expect((await stream(client, { model: 'qwen-3.8-27b', reasoning_format: 'hidden' })).reasoning).toBe('')
})

it('stops at the limit', async () => {
  expect(
    await stream(sdk(await start()), { model: 'qwen-3.8-27b', reasoning_effort: 'none', max_completion_tokens: 2 }),
  ).toMatchObject({ finish: 'length', content: 'Hello. How' })
})

it.each([
  [{ ...hello, model: 'llama-3.3-70b' }, 404, { code: 'model_not_found', param: 'model' }],
  [{ ...hello, reasoning_effort: 'none' }, 400, { code: 'wrong_api_format', param: 'reasoning_effort' }],
  [{ model: 'gpt-oss-120b', messages: [] }, 400, { code: 'wrong_api_format', param: 'messages' }],
  [{ model: 'gpt-oss-120b', messages: [{ role: 'king', content: '' }] }, 400, { code: 'wrong_api_format' }],
  ['{', 400, { code: 'wrong_api_format' }],
])('refuses %j with a flat body', async (body, status, expected) => {
  const response = await post(await start(), body)
  expect(response.status).toBe(status)
  expect(await response.json()).toMatchObject({ ...expected, message: expect.any(String), type: expect.any(String) })
})

it('lets in only its key, and lists its models', async () => {
  const origin = await start()
  await expect(sdk(origin, 'wrong').chat.completions.create(hello)).rejects.toMatchObject({ status: 401 })
  const listed = await sdk(origin).models.list()
  expect(listed.data.map(({ id }) => id)).toEqual(['gpt-oss-120b', 'qwen-3.8-27b'])
  expect((await fetch(`${origin}/public/v1/models`)).status).toBe(200)
  expect((await fetch(`${origin}/v1/tcp_warming`)).status).toBe(200)
  expect((await fetch(`${origin}/v1/models`)).status).toBe(401)
})

it('shows what it was asked: the last fifty', async () => {
  const origin = await start()
  for (let i = 0; i < 51; i++) await post(origin, { ...hello, messages: [{ role: 'user', content: `question ${i}` }] })
  const shown: unknown = await (await fetch(`${origin}/understudy/requests`)).json()
  expect(shown).toHaveLength(50)
  expect(shown).toHaveProperty('49.path', '/v1/chat/completions')
  expect(shown).toHaveProperty('49.body.messages.0.content', 'question 50')
})

it('notices that the client has gone', async () => {
  const client = sdk(await start({ tokenMs: 1, tokensPerWrite: 1 }))
  const abort = new AbortController()
  const chunks = await client.chat.completions.create({ ...hello, stream: true }, { signal: abort.signal })
  let seen = 0
  for await (const _chunk of chunks) if (++seen === 3) abort.abort()
  expect(seen).toBe(3)
})

it('misbehaves as told', async () => {
  const faults = new Faults()
  const origin = await start({ faults })
  const client = sdk(origin)
  faults.arm({ rechunk: 3 })
  expect((await stream(client, {})).content).toBe('Hello. How has your day been?')
  faults.arm({ status: 429, times: 1 })
  await expect(client.chat.completions.create(hello)).rejects.toMatchObject({
    status: 429,
    error: { code: 'request_quota_exceeded' },
  })
  await client.chat.completions.create(hello)
  faults.arm({ dropAfterBytes: 400 })
  await expect(stream(client, {})).rejects.toThrow()
  faults.arm({ garbage: true })
  const [, event] = (await (await post(origin, { ...hello, stream: true })).text()).split('data: ')
  expect(() => void JSON.parse(event ?? '{}')).toThrow(SyntaxError)
  faults.arm({ refuse: true })
  await expect(client.chat.completions.create(hello)).rejects.toThrow('Connection error')
  faults.arm({ halfOpen: true })
  await expect(client.chat.completions.create(hello, { timeout: 30 })).rejects.toThrow('timed out')
})
