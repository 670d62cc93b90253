import { createServer, type Server } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { FaultLine } from './fault-line.ts'
import { type Ask, send, startDoor } from './faulty-door.ts'
import { type FaultSettings, Faults, garbled } from './faults.ts'
import { type Running, startLoopback } from './loopback.ts'

const running: Running[] = []
afterEach(async () => {
  for (const one of running.splice(0)) await one.close()
})

async function door(faults: Faults): Promise<string> {
  const answer = (ask: Ask, reply: Parameters<typeof send>[0]): void =>
    send(reply, { status: 200, body: JSON.stringify({ path: ask.path, body: ask.body }) })
  const failure = (status: number): { status: number; body: string } => ({ status, body: '{"failed":true}' })
  const one = await startDoor({ port: 0, answer, failure }, faults)
  running.push(one)
  return `http://127.0.0.1:${one.port}`
}

describe('the three verbs', () => {
  it('arm, show and heal, and are never struck themselves', async () => {
    const faults = new Faults()
    const origin = await door(faults)
    const armed = await fetch(`${origin}/faults`, { method: 'POST', body: '{"refuse":true,"latencyMs":60000}' })
    expect(await armed.json()).toEqual({ refuse: true, latencyMs: 60_000 })
    expect(await (await fetch(`${origin}/faults`)).json()).toEqual({ refuse: true, latencyMs: 60_000 })
    expect(await (await fetch(`${origin}/faults`, { method: 'DELETE' })).json()).toEqual({})
    expect((await fetch(`${origin}/x`)).status).toBe(200)
  })

  it.each(['{"refuse":1}', '{"unknown":true}', '{', '{"status":200}', '[]'])(
    'refuse %s and change nothing',
    async (body) => {
      const faults = new Faults()
      const response = await fetch(`${await door(faults)}/faults`, { method: 'POST', body })
      expect(response.status).toBe(400)
      expect(faults.settings).toEqual({})
    },
  )
})

describe('a request', () => {
  it('meets the status it was told, so many times', async () => {
    const faults = new Faults()
    const origin = await door(faults)
    faults.arm({ status: 500, times: 2 })
    const statuses = []
    for (let i = 0; i < 3; i++) statuses.push((await fetch(origin)).status)
    expect(statuses).toEqual([500, 500, 200])
    expect(faults.settings).toEqual({})
  })

  it('is cut, left hanging, answered with garbage, cut short, or in crumbs', async () => {
    const faults = new Faults()
    const origin = await door(faults)
    faults.arm({ refuse: true })
    await expect(fetch(origin)).rejects.toThrow('fetch failed')
    faults.arm({ halfOpen: true })
    await expect(fetch(origin, { signal: AbortSignal.timeout(30) })).rejects.toThrow('timeout')
    faults.arm({ garbage: true })
    await expect((await fetch(origin)).json()).rejects.toThrow(SyntaxError)
    faults.arm({ dropAfterBytes: 5 })
    await expect(fetch(origin).then((response) => response.text())).rejects.toThrow()
    faults.arm({ rechunk: 1 })
    expect(await (await fetch(`${origin}/a`, { method: 'POST', body: 'ü' })).json()).toEqual({ path: '/a', body: 'ü' })
    faults.arm({ latencyMs: 15 })
    const begun = performance.now()
    await (await fetch(origin)).text()
    expect(performance.now() - begun).toBeGreaterThanOrEqual(14)
  })
})

describe('a line', () => {
  function line(settings: FaultSettings): { written: string[]; write(text: string): void; cut: boolean } {
    const seen = { written: [] as string[], cut: false }
    const out = new FaultLine(
      { write: (bytes) => seen.written.push(Buffer.from(bytes).toString()), cut: () => (seen.cut = true) },
      () => settings,
    )
    return Object.assign(seen, { write: (text: string) => out.write(Buffer.from(text), () => undefined) })
  }

  it('passes bytes untouched, in pieces, up to a limit, or not at all', () => {
    const through = (settings: FaultSettings): [string[], boolean] => {
      const one = line(settings)
      one.write('hello')
      one.write('there')
      return [one.written, one.cut]
    }
    expect(through({})).toEqual([['hello', 'there'], false])
    expect(through({ rechunk: 2 })).toEqual([['he', 'll', 'o', 'th', 'er', 'e'], false])
    expect(through({ dropAfterBytes: 7 })).toEqual([['hello', 'th'], true])
    expect(through({ halfOpen: true })).toEqual([[], false])
  })
})

it('garbles JSON so that it never parses', () => {
  for (const value of [{}, { a: [1] }, [{ b: 'c' }], 'text', 3]) {
    const text = JSON.stringify(value)
    expect(garbled(text, {})).toBe(text)
    expect(() => void JSON.parse(garbled(text, { garbage: true }))).toThrow(SyntaxError)
  }
})

it('says that a taken port is taken, and leaves nothing listening', async () => {
  const taken: Server = createServer()
  const port = await new Promise<number>((resolve) => {
    taken.listen(0, '127.0.0.1', () => {
      const address = taken.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    })
  })
  await expect(startLoopback(port, { request: () => undefined })).rejects.toThrow('EADDRINUSE')
  await new Promise((resolve) => taken.close(resolve))
  const now = await startLoopback(port, { request: (_request, response) => void response.end('mine') })
  running.push(now)
  expect(await (await fetch(`http://localhost:${port}`)).text()).toBe('mine')
})
