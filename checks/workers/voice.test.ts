// The `voice` Worker as deployed: wrangler's bundle in workerd, with real Durable Objects and a stand-in database.
import { generateKeyPairSync } from 'node:crypto'
import { join } from 'node:path'
import { Miniflare, type WorkerOptions } from 'miniflare'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import { z } from 'zod'
import { newId } from '@callback/contracts/ids'
import { LiveMessage } from '@callback/contracts/live'
import { Principal, PRINCIPAL_HEADER, mintPrincipal } from '@callback/contracts/principal'
import { importSigningKey } from '@callback/contracts/signed-claims'
import { signRequest } from '@callback/contracts/signed-request'
import { readTicket } from '@callback/contracts/ticket'
import { miniflareWorker } from '../../scripts/stack/miniflare-workers.ts'
import { bundleWorkers } from '../../scripts/stack/worker-bundles.ts'

const root = join(import.meta.dirname, '../..')
const NODE_KEY = 'a-node-key-of-the-tests-own'
const TICKET_KEY = 'a-ticket-key-of-the-tests-own'
const keys = generateKeyPairSync('ed25519')
const callId = newId('call')

/** Knows one call, and answers for it to one principal only; keeps after-call hints; lends its binding to `voice`. */
const NEIGHBOUR = `
import { WorkerEntrypoint } from 'cloudflare:workers'
let hints = []
export class Db extends WorkerEntrypoint {
  async fetch(request) {
    const { input, principal } = await request.json()
    const known = input.id === this.env.CALL && principal === this.env.OWNER
    const error = { code: 'not_found', message: 'There is nothing here.', requestId: 'test' }
    return known
      ? Response.json({ output: JSON.parse(this.env.CALL_ROW), replayed: false })
      : Response.json({ error }, { status: 404 })
  }
}
export default {
  fetch(request, env) {
    return new URL(request.url).pathname === '/hints' ? Response.json(hints) : env.VOICE.fetch(request)
  },
  queue(batch) { hints.push(...batch.messages.map((message) => message.body)) },
}`

const CALL_ROW = {
  id: callId,
  personaId: newId('persona'),
  personaName: 'Brad',
  personaVersion: 1,
  direction: 'outbound',
  trust: 'known',
  status: 'in-progress',
  context: null,
  scheduleId: null,
  createdAt: '2026-11-21T07:00:00.000Z',
  answeredAt: null,
  endedAt: null,
  endReason: null,
  connectedSeconds: 0,
  heldSeconds: 900,
  rateMillicreditsPerMinute: 2000,
  chargedMillicredits: 0,
}

let mf: Miniflare
let owner: string
let stranger: string
let door: URL
let inside: URL

async function principal(): Promise<string> {
  const claims = Principal.omit({ exp: true }).parse({
    account: newId('account'),
    user: newId('user'),
    roles: ['member'],
    scopes: ['*'],
    requestId: 'test',
  })
  const key = await importSigningKey(keys.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64url'))
  return mintPrincipal(claims, key, Date.now())
}

beforeAll(async () => {
  owner = await principal()
  stranger = await principal()
  const { folders } = await bundleWorkers(root, ['voice'])
  const voice = await miniflareWorker(join(root, 'wrangler.toml'), {
    name: 'voice',
    folder: folders.get('voice') ?? '',
    variables: {
      NODE_KEY,
      TICKET_KEY,
      PUBLIC_WEBHOOK_URL: 'http://localhost:1',
      PRINCIPAL_PUBLIC_KEY: keys.publicKey.export({ format: 'jwk' }).x ?? '',
    },
  })
  const database: WorkerOptions = {
    name: 'database',
    modules: true,
    script: NEIGHBOUR,
    compatibilityDate: '2026-07-01',
    bindings: { CALL: callId, OWNER: owner, CALL_ROW: JSON.stringify(CALL_ROW) },
    serviceBindings: { VOICE: { name: 'voice', entrypoint: 'Internal' } },
    queueConsumers: { 'after-call': { maxBatchTimeout: 0 } },
    unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
  }
  mf = new Miniflare({
    host: '127.0.0.1',
    cf: false,
    telemetry: { enabled: false },
    workers: [{ ...voice, unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }] }, database],
  })
  door = await mf.unsafeGetDirectURL('voice')
  inside = await mf.unsafeGetDirectURL('database')
})
afterAll(() => mf.dispose())

const signedHeaders = (method: string, path: string, body: string) =>
  signRequest({ method, path, body }, { id: 'node', secret: NODE_KEY }, Date.now())

async function beat(more: object = {}): Promise<Response> {
  const heartbeat = { nodeId: 'node-1', controlUrl: 'http://localhost:1', streamUrl: 'ws://localhost:1/stream' }
  const body = JSON.stringify({ ...heartbeat, calls: 0, capacity: 10, draining: false, ...more })
  const headers = await signedHeaders('POST', '/node/heartbeat', body)
  return fetch(new URL('/node/heartbeat', door), { method: 'POST', body, headers })
}

const ask = (path: string, body: object, at = inside): Promise<Response> =>
  fetch(new URL(path, at), {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  })

const ticketFor = (epoch: number) => ({ callId, epoch, ticketExpiresAtMs: Date.now() + 60_000 })

/** A WebSocket client whose messages can be awaited one after the other. */
function socket(url: URL, headers: Record<string, string>) {
  const ws = new WebSocket(url.href.replace('http', 'ws'), { headers })
  const got: LiveMessage[] = []
  let wake = () => {}
  ws.on('message', (data) => {
    got.push(LiveMessage.parse(JSON.parse(String(data))))
    wake()
  })
  const opened = new Promise<number>((resolve, reject) => {
    ws.on('open', () => resolve(101))
    ws.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
    ws.on('error', reject)
  })
  const next = async (): Promise<LiveMessage> => {
    for (;;) {
      const message = got.shift()
      if (message !== undefined) return message
      await new Promise<void>((resolve) => (wake = resolve))
    }
  }
  return { ws, opened, next }
}

const watch = (who: string, after = 0, id: string = callId) =>
  socket(new URL(`/v1/calls/${id}/live?after=${after}`, inside), { [PRINCIPAL_HEADER]: who })

async function report() {
  const path = `/node/calls/${callId}/events`
  const node = socket(new URL(path, door), await signedHeaders('GET', path, ''))
  expect(await node.opened).toBe(101)
  return node.ws
}

describe('tickets', () => {
  it('are refused while no node lives, then name a living one, in the same bytes for the same call and epoch', async () => {
    const asked = ticketFor(1)
    expect(await (await ask('/internal/tickets', asked)).json()).toEqual({ kind: 'no_node' })
    expect((await beat()).status).toBe(204)
    const first = z.object({ twiml: z.string() }).parse(await (await ask('/internal/tickets', asked)).json())
    expect(await (await ask('/internal/tickets', asked)).json()).toEqual({ kind: 'connect', ...first })
    expect(first.twiml).toContain('<Stream url="ws://localhost:1/stream"')
    // A better node that comes meanwhile does not change an answer that was given.
    await beat({ nodeId: 'node-0', streamUrl: 'ws://localhost:2/stream', capacity: 1000 })
    expect(await (await ask('/internal/tickets', asked)).json()).toEqual({ kind: 'connect', ...first })
    await beat({ nodeId: 'node-0', streamUrl: 'ws://localhost:2/stream', draining: true })
    const ticket = /name="ticket" value="([^"]+)"/.exec(first.twiml)?.[1] ?? ''
    expect(await readTicket(ticket, TICKET_KEY, Date.now())).toMatchObject({ callId, epoch: 1 })
  })

  it('never name a node that drains', async () => {
    await beat({ draining: true })
    expect(await (await ask('/internal/tickets', ticketFor(2))).json()).toEqual({ kind: 'no_node' })
    await beat()
  })

  it('cannot be had through the public door', async () => {
    expect((await ask('/internal/tickets', ticketFor(3), door)).status).toBe(404)
  })
})

it('believes no node without its signature', async () => {
  const forged = await fetch(new URL('/node/heartbeat', door), { method: 'POST', body: '{}' })
  expect(forged.status).toBe(401)
  const node = socket(new URL(`/node/calls/${callId}/events`, door), {})
  expect(await node.opened).toBe(401)
})

describe('a live room', () => {
  it('gives watchers every event in order, those they missed first, and hints after-call work at the end', async () => {
    const early = watch(owner)
    expect(await early.next()).toMatchObject({ type: 'hello', newest: 0 })
    const node = await report()
    node.send(JSON.stringify({ type: 'status', status: 'in-progress' }))
    node.send('nonsense')
    node.send(JSON.stringify({ type: 'speaking', who: 'persona' }))
    expect(await early.next()).toMatchObject({ seq: 1, event: { type: 'status' } })
    expect(await early.next()).toMatchObject({ seq: 2, event: { type: 'speaking' } })

    const late = watch(owner, 1)
    expect(await late.next()).toMatchObject({ type: 'hello', oldest: 1, newest: 2 })
    expect(await late.next()).toMatchObject({ seq: 2 })

    node.send(JSON.stringify({ type: 'ended', endReason: 'caller_hung_up', connectedSeconds: 12 }))
    expect(await late.next()).toMatchObject({ seq: 3, event: { type: 'ended', connectedSeconds: 12 } })
    await expect
      .poll(async () => (await fetch(new URL('/hints', inside))).json(), { timeout: 8_000, interval: 100 })
      .toEqual([{ callId }])
    for (const one of [early.ws, late.ws, node]) one.terminate()
  })

  it('does not exist for another account, nor for anybody unsigned', async () => {
    expect(await watch(stranger).opened).toBe(404)
    expect(await watch(owner, 0, newId('call')).opened).toBe(404)
    expect(await watch('forged').opened).toBe(401)
  })
})
