import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { MindFact } from '../speech/ports.ts'
import { jsonOrNull } from '../speech/json.ts'
import { inbox } from '../testing/inbox.ts'
import { cerebras, TOKENS_MAX } from './mind.ts'

type Serve = (response: ServerResponse, request: IncomingMessage) => void
const servers: (() => Promise<void>)[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map((close) => close()))
})

async function asking(serve: Serve, reasoningEffort: string | null = 'low') {
  const requests = inbox<{ url: string; headers: IncomingMessage['headers']; body: unknown }>()
  const gone = inbox<true>()
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      requests.push({ url: request.url ?? '', headers: request.headers, body: jsonOrNull(body) })
      serve(response, request)
    })
    response.on('close', () => {
      gone.push(true)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = () => {
    server.closeAllConnections()
    return new Promise<void>((resolve) => server.close(() => resolve()))
  }
  servers.push(close)
  const { port } = server.address() as AddressInfo
  const mind = cerebras({ apiKey: 'cb-key', baseUrl: `http://127.0.0.1:${port}`, warm: false })
  const facts = inbox<MindFact>()
  const stop = new AbortController()
  const messages = [
    { role: 'system' as const, content: 'Be brief.' },
    { role: 'user' as const, content: 'Hi' },
  ]
  mind.ask({ model: 'gpt-oss-120b', reasoningEffort, messages }, stop.signal, facts.push)
  return { facts, requests, stop, gone, close, closed: () => facts.until((fact) => fact.type === 'closed') }
}

const chunk = (delta: object, more: object = {}) =>
  `data: ${JSON.stringify({ id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'gpt-oss-120b', choices: [{ index: 0, delta, ...more }] })}\n\n`

const usage = `data: ${JSON.stringify({
  id: 'c1',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'm',
  choices: [],
  usage: { prompt_tokens: 210, completion_tokens: 31, total_tokens: 241 },
  time_info: { total_time: 0.016 },
})}\n\n`

function stream(response: ServerResponse, ...parts: string[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (const part of parts) response.write(part)
  response.end('data: [DONE]\n\n')
}

describe('the Cerebras mind', () => {
  it('asks with key, model, bounded tokens, little reasoning and the one tool', async () => {
    const { requests, closed } = await asking((response) => stream(response, chunk({ content: 'Hello.' })))
    await closed()
    const [request] = requests.all
    expect(request?.url).toBe('/v1/chat/completions')
    expect(request?.headers.authorization).toBe('Bearer cb-key')
    expect(request?.body).toMatchObject({
      model: 'gpt-oss-120b',
      stream: true,
      max_completion_tokens: TOKENS_MAX,
      reasoning_effort: 'low',
      reasoning_format: 'parsed',
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hi' },
      ],
      tools: [{ function: { name: 'end_call' } }],
    })
  })

  it('sends no reasoning setting to a model that has none', async () => {
    const { requests, closed } = await asking((response) => stream(response, chunk({ content: 'Hello.' })), null)
    await closed()
    expect(requests.all[0]?.body).not.toHaveProperty('reasoning_effort')
  })

  it('passes on content as it comes, never reasoning, then the usage', async () => {
    const { facts, closed } = await asking((response) => {
      const parts = [
        chunk({ role: 'assistant' }),
        chunk({ reasoning: 'secret thought' }),
        chunk({ content: 'Sure, ' }),
        chunk({ content: 'Dana.' }),
        usage,
      ]
      const bytes = parts.join('')
      stream(response, bytes.slice(0, 333), bytes.slice(333))
    })
    expect(await closed()).toEqual({ type: 'closed', failure: null })
    expect(facts.all.slice(0, -1)).toEqual([
      { type: 'text', text: 'Sure, ' },
      { type: 'text', text: 'Dana.' },
      { type: 'usage', tokensIn: 210, tokensOut: 31 },
    ])
  })

  it('puts the pieces of a tool call together, and ends the call even on broken arguments', async () => {
    const call = (name: string | null, args: string) =>
      chunk({ tool_calls: [{ index: 0, type: 'function', function: { name, arguments: args } }] })
    const whole = await asking((response) =>
      stream(response, call('end_call', ''), call(null, '{"good'), call(null, 'bye":"Bye!"}')),
    )
    await whole.closed()
    expect(whole.facts.all[0]).toEqual({ type: 'end_call', goodbye: 'Bye!' })
    const broken = await asking((response) => stream(response, call('end_call', '{"goodb')))
    await broken.closed()
    expect(broken.facts.all[0]).toEqual({ type: 'end_call', goodbye: '' })
    const other = await asking((response) => stream(response, call('launch_rocket', '{}')))
    await other.closed()
    expect(other.facts.all.map((fact) => fact.type)).toEqual(['usage', 'closed'])
  })

  it('passes a word on at once, not when the next one comes', async () => {
    const { facts } = await asking((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(chunk({ content: 'One ' }).slice(0, -1), () => response.write('\n'))
    })
    expect(await facts.until((fact) => fact.type === 'text')).toEqual({ type: 'text', text: 'One ' })
  })

  it('hangs up on the vendor when it is stopped, and says nothing more but closed', async () => {
    const { facts, stop, gone, closed } = await asking((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(chunk({ content: 'One ' }))
    })
    await facts.until((fact) => fact.type === 'text')
    stop.abort()
    expect(await closed()).toEqual({ type: 'closed', failure: null })
    await gone.until(() => true)
    expect(facts.all.map((fact) => fact.type)).toEqual(['text', 'closed'])
  })

  it('fails once, without a retry of its own, on refusal, on an error in the stream, on a broken connection', async () => {
    const busy = await asking((response) => {
      response
        .writeHead(429, { 'content-type': 'application/json' })
        .end('{"message":"no","type":"too_many_requests_error","code":"request_quota_exceeded"}')
    })
    expect(await busy.closed()).toMatchObject({ failure: { kind: 'refused', message: 'answered 429' } })
    expect(busy.requests.all).toHaveLength(1)

    const late = await asking((response) =>
      stream(
        response,
        chunk({ content: 'Well ' }),
        'data: {"error":{"message":"overload","type":"x","code":"y"},"status_code":503}\n\n',
      ),
    )
    expect(await late.closed()).toMatchObject({ failure: { kind: 'unreachable' } })

    const cut = await asking((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(chunk({ content: 'Well ' }), () => response.destroy())
    })
    expect((await cut.closed()).type).toBe('closed')
    expect(await cut.closed()).not.toMatchObject({ failure: null })

    const nobody = await asking((_response, request) => request.socket.destroy())
    expect(await nobody.closed()).toMatchObject({ failure: { kind: 'unreachable' } })
  })
})
