import { request } from 'node:http'
import { Writable } from 'node:stream'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { z } from 'zod'
import { CATALOGUE } from '@callback/contracts/db/catalogue'
import { PROCEDURE_BODY_BYTES_MAX } from '@callback/contracts/db/procedure'
import { ErrorBody } from '@callback/contracts/errors'
import { signRequest } from '@callback/contracts/signed-request'
import type { SigningKey } from '@callback/contracts/signed-request'
import { startDbProxy } from './db-proxy.ts'
import type { Running } from './server.ts'
import { openTestDatabase } from './testing/test-database.ts'
import type { TestDatabase } from './testing/test-database.ts'
import { makeTestKeys } from './testing/test-keys.ts'

const CANARY = 'canary-words-of-a-person'
let database: TestDatabase
let running: Running
let workers: SigningKey
let nowMs = Date.now()
let logged = ''

beforeAll(async () => {
  database = await openTestDatabase(inject('postgresUrl'))
  const { settings } = await makeTestKeys(database.proxyUrl)
  workers = { id: 'workers', secret: settings.DB_PROXY_WORKERS_KEY }
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      logged += chunk.toString()
      done()
    },
  })
  running = await startDbProxy(settings, 0, pino(sink), () => nowMs)
})
afterAll(async () => {
  await running.stop()
  await database.close()
})

const PATH = '/procedures/inbox.receive'
const bodyOf = (dedupeKey: string) => {
  const input = { provider: 'twilio', kind: 'twilio.sms', dedupeKey, payload: { Body: CANARY } }
  return JSON.stringify({ caller: 'webhooks', requestId: 'req-1', input })
}

async function send(path: string, body: string, headers: Record<string, string>) {
  const response = await fetch(`http://localhost:${running.port}${path}`, { method: 'POST', body, headers })
  const answer: unknown = await response.json()
  const failure = ErrorBody.safeParse(answer)
  return { status: response.status, code: failure.success ? failure.data.error.code : 'ok', answer }
}

const signed = (path: string, body: string, at = nowMs, key = workers) =>
  signRequest({ method: 'POST', path, body }, key, at)

async function kept(): Promise<number> {
  const [row] = await database.owner<{ notices: number }[]>`select count(*)::int as notices from webhook_inbox`
  return z.object({ notices: z.int() }).parse(row).notices
}

it('runs a signed request once, and refuses its replay', async () => {
  const body = bodyOf('once')
  const headers = await signed(PATH, body)
  expect(await send(PATH, body, headers)).toMatchObject({ status: 200, code: 'ok' })
  expect(await send(PATH, body, headers)).toMatchObject({ status: 401, code: 'bad_signature' })
  expect(await kept()).toBe(1)
})

it('executes nothing that is unsigned, stale, swapped, for another path or signed before it was born', async () => {
  const before = await kept()
  const body = bodyOf('never')
  const nobody = { id: 'workers', secret: 'another-key-altogether' }
  const bornMs = nowMs
  nowMs += 30_000
  const wrong: [string, string, Record<string, string>][] = [
    [PATH, body, {}],
    [PATH, body, await signed(PATH, body, nowMs, nobody)],
    [PATH, body, await signed(PATH, body, nowMs, { ...workers, id: 'someone' })],
    [PATH, body, await signed(PATH, bodyOf('other'))],
    [PATH, body, await signed('/procedures/inbox.apply', body)],
    [`${PATH}?x=1`, body, await signed(PATH, body)],
    [PATH, body, await signed(PATH, body, nowMs + 60_001)],
    [PATH, body, await signed(PATH, body, bornMs - 1)],
  ]
  for (const [path, sent, headers] of wrong) expect((await send(path, sent, headers)).code).toBe('bad_signature')
  nowMs += 61_000
  expect((await send(PATH, body, await signed(PATH, body, nowMs - 60_001))).code).toBe('bad_signature')
  expect(await kept()).toBe(before)
})

it('answers every misshapen request with a typed error', async () => {
  for (const [body, code] of [
    ['{', 'invalid_input'],
    ['[]', 'invalid_input'],
    [JSON.stringify({ caller: 'auth', requestId: 'r', input: {}, extra: 1 }), 'invalid_input'],
    [JSON.stringify({ caller: 'node', requestId: 'r', input: {} }), 'forbidden'],
  ] as const) {
    expect((await send(PATH, body, await signed(PATH, body))).code).toBe(code)
  }
  expect((await send('/elsewhere', '{}', {})).status).toBe(404)
  const get = await fetch(`http://127.0.0.1:${running.port}${PATH}`)
  expect(get.status).toBe(405)
})

it('answers naughty strings in any procedure with a typed error, never a crash', async () => {
  const naughty = ['\u0000', '\ud800', `'; drop table users; --`, '‮﷽', '9'.repeat(400), '{{7*7}}', '${jndi:x}', 'null']
  for (const procedure of CATALOGUE.values()) {
    if (procedure.authority.kind !== 'resolver') continue
    const fields = Object.keys(
      z
        .looseObject({ properties: z.looseObject({}).default({}) })
        .parse(z.toJSONSchema(procedure.input, { io: 'input', unrepresentable: 'any' })).properties,
    )
    for (const text of naughty) {
      const input = Object.fromEntries(fields.map((field) => [field, text]))
      const path = `/procedures/${procedure.name}`
      const caller = procedure.callers.find((one) => one !== 'node')
      if (caller === undefined) continue
      const body = JSON.stringify({ caller, requestId: 'r', input })
      expect([procedure.name, (await send(path, body, await signed(path, body))).code]).toEqual([
        procedure.name,
        'invalid_input',
      ])
    }
  }
})

it('stops reading at the body’s bound, whatever the sender claims', async () => {
  const chunk = Buffer.alloc(64 * 1024, 'x')
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const sending = request({ port: running.port, host: '127.0.0.1', method: 'POST', path: PATH }, (response) => {
      resolve(response.statusCode)
      sending.destroy()
    })
    sending.on('error', reject)
    for (let sent = 0; sent <= PROCEDURE_BODY_BYTES_MAX; sent += chunk.length) sending.write(chunk)
  })
  expect(status).toBe(413)
  expect((await send(PATH, 'x'.repeat(PROCEDURE_BODY_BYTES_MAX + 1), {})).code).toBe('too_large')
})

it('logs names and codes, and nothing of what was said', () => {
  expect(logged).toContain('bad_signature')
  expect(logged).not.toContain(CANARY)
  expect(logged).not.toContain('drop table')
})

it('says whether it has its database', async () => {
  const health = await fetch(`http://localhost:${running.port}/health`)
  expect([health.status, await health.json()]).toEqual([200, { status: 'ok' }])
})

it('finishes what is under way when it stops, and takes no more', async () => {
  const { settings } = await makeTestKeys(database.proxyUrl)
  const other = await startDbProxy(settings, 0, pino({ level: 'silent' }))
  const url = `http://127.0.0.1:${other.port}/health`
  const lock = await database.owner.reserve()
  await lock`begin`
  await lock`lock table webhook_inbox in access exclusive mode`
  const body = bodyOf('under way')
  const key = { id: 'workers', secret: settings.DB_PROXY_WORKERS_KEY }
  const headers = await signRequest({ method: 'POST', path: PATH, body }, key, Date.now())
  const underWay = fetch(`http://127.0.0.1:${other.port}${PATH}`, { method: 'POST', body, headers })
  await waits()
  const stopped = other.stop()
  await expect(fetch(url)).rejects.toThrow()
  await lock`commit`
  lock.release()
  expect((await underWay).status).toBe(200)
  await stopped
})

/** Until the request waits for the table's lock. */
async function waits(): Promise<void> {
  for (;;) {
    const [row] =
      await database.owner`select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like '%webhook_inbox%'`
    if (row !== undefined) return
  }
}
