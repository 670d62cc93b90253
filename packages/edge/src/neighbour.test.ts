import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { AppError } from '@callback/contracts/errors'
import { procedure } from '@callback/contracts/db/procedure'
import { database } from './database.ts'
import { ask } from './neighbour.ts'

const spec = { path: '/internal/double', input: z.object({ n: z.int() }), output: z.object({ n: z.int() }) } as const
const double = procedure({
  name: 'numbers.double',
  authority: { kind: 'resolver' },
  callers: ['billing'],
  input: spec.input,
  output: spec.output,
})

function binding(answer: () => Response | Promise<Response>) {
  const asked: Request[] = []
  const fetch = async (input: RequestInfo | URL, init?: RequestInit) => {
    asked.push(new Request(input, init))
    return answer()
  }
  return { fetch, asked }
}
const error = (code: string, status: number) => () =>
  Response.json({ error: { code, message: 'Words for people.', requestId: 'r', fields: { n: 'is odd' } } }, { status })
const codeOf = async (work: Promise<unknown>) =>
  work.then(
    () => 'answered',
    (failure: unknown) => (failure instanceof AppError ? failure.code : failure),
  )

const broken: [string, () => Response | Promise<Response>, string][] = [
  ['is gone', () => Promise.reject(new Error('no such worker')), 'upstream_failed'],
  ['is late', () => Promise.reject(new DOMException('late', 'TimeoutError')), 'deadline'],
  ['crashed', () => new Response('Internal Error', { status: 500 }), 'upstream_failed'],
  ['fails without saying how', () => Response.json({ ok: false }, { status: 418 }), 'upstream_failed'],
]

describe('asking a neighbour', () => {
  const asks = (answer: () => Response | Promise<Response>) => {
    const voice = binding(answer)
    return { voice, work: ask(voice, spec, { n: 4 }, { requestId: 'request-1' }) }
  }

  it('sends the question and the request id, and checks the answer', async () => {
    const { voice, work } = asks(() => Response.json({ n: 8, more: 1 }))
    expect(await work).toEqual({ n: 8 })
    const [request] = voice.asked
    expect(request?.method).toBe('POST')
    expect(new URL(request?.url ?? '').pathname).toBe('/internal/double')
    expect(request?.headers.get('x-request-id')).toBe('request-1')
    expect(await request?.json()).toEqual({ n: 4 })
  })

  it.each(broken)('fails in a typed way when it %s', async (_what, answer, code) => {
    expect(await codeOf(asks(answer).work)).toBe(code)
  })

  it('passes on what it refuses, and that it cannot be asked now, but not its own crashes', async () => {
    expect(await codeOf(asks(error('line_busy', 409)).work)).toBe('line_busy')
    expect(await codeOf(asks(error('unavailable', 503)).work)).toBe('unavailable')
    expect(await codeOf(asks(error('internal', 500)).work)).toBe('upstream_failed')
  })

  it('does not trust an answer of another shape', async () => {
    await expect(asks(() => Response.json({ n: 'eight' })).work).rejects.toThrow()
  })
})

describe('running a procedure', () => {
  const run = (answer: () => Response | Promise<Response>, idempotencyKey?: string) => {
    const db = binding(answer)
    const work = database(db, 'request-1').run(double, { n: 4 }, { capability: 'cap' }, { idempotencyKey })
    return { db, work }
  }

  it('sends input, authority and key, and checks the answer', async () => {
    const { db, work } = run(() => Response.json({ output: { n: 8 }, replayed: true }), 'once')
    expect(await work).toEqual({ output: { n: 8 }, replayed: true })
    const [request] = db.asked
    expect(new URL(request?.url ?? '').pathname).toBe('/procedures/numbers.double')
    expect(await request?.json()).toEqual({
      requestId: 'request-1',
      input: { n: 4 },
      capability: 'cap',
      idempotencyKey: 'once',
    })
  })

  it.each(broken)('fails in a typed way when the bridge %s', async (_what, answer, code) => {
    expect(await codeOf(run(answer).work)).toBe(code)
  })

  it('passes on the database’s own refusals with their fields', async () => {
    await expect(run(error('too_little_credit', 402)).work).rejects.toMatchObject({
      code: 'too_little_credit',
      fields: { n: 'is odd' },
    })
  })
})
