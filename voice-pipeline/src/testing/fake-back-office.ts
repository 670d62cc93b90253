// db-proxy and the voice Worker as a node sees them, on one loopback port: signatures are checked, answers are set by the test.
import { createServer, type IncomingMessage } from 'node:http'
import { WebSocketServer } from 'ws'
import { Nonces, verifyRequest } from '@callback/contracts/signed-request'
import { listening } from '../listening.ts'
import { jsonOrNull } from '../speech/json.ts'
import { inbox } from './inbox.ts'
import { brief } from './staged-call.ts'

export const DB_KEY = 'db-proxy-node-key'
export const NODE_KEY = 'voice-node-key'

type Body = { caller?: string; capability?: string; input?: unknown }
export type Ran = { name: string; caller: string | undefined; capability: string | undefined; input: unknown }
export type Reply = { status: number; body: object }

export const output = (value: object): Reply => ({ status: 200, body: { output: value, replayed: false } })
export const failure = (status: number, code: string): Reply => ({
  status,
  body: { error: { code, message: 'no', requestId: 'r' } },
})

export async function fakeBackOffice() {
  const ran = inbox<Ran>()
  const beats = inbox<Record<string, unknown>>()
  const events = inbox<{ path: string; event: unknown }>()
  const unsigned: string[] = []
  const seen = { nonces: new Nonces(), bornMs: 0 }
  const office = { answer: (_ran: Ran): Reply => failure(503, 'unavailable'), heartbeatStatus: 204, dropRooms: 0 }

  async function signed(request: IncomingMessage, body: string, secret: string): Promise<boolean> {
    const header = (name: string) => {
      const value = request.headers[name]
      return typeof value === 'string' ? value : undefined
    }
    const asked = { method: request.method ?? '', path: request.url ?? '', body }
    const verdict = await verifyRequest(asked, header, new Map([['node', secret]]), seen, Date.now())
    if (!verdict.ok) unsigned.push(request.url ?? '')
    return verdict.ok
  }

  async function serve(request: IncomingMessage, body: string): Promise<Reply> {
    const path = request.url ?? ''
    if (path === '/node/heartbeat') {
      if (!(await signed(request, body, NODE_KEY))) return failure(401, 'bad_signature')
      const beat = jsonOrNull(body)
      beats.push(typeof beat === 'object' && beat !== null ? { ...beat } : {})
      return { status: office.heartbeatStatus, body: {} }
    }
    if (!(await signed(request, body, DB_KEY))) return failure(401, 'bad_signature')
    const { caller, capability, input }: Body = JSON.parse(body)
    const one = { name: path.replace('/procedures/', ''), caller, capability, input }
    const reply = office.answer(one)
    ran.push(one)
    return reply
  }

  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      void serve(request, body).then((reply) => {
        response.writeHead(reply.status, { 'content-type': 'application/json' })
        response.end(reply.status === 204 ? undefined : JSON.stringify(reply.body))
      })
    })
  })
  const rooms = new WebSocketServer({ noServer: true })
  server.on('upgrade', (request, socket, head) => {
    void signed(request, '', NODE_KEY).then((ok) => {
      if (!ok || office.dropRooms > 0) {
        office.dropRooms--
        socket.destroy()
        return
      }
      rooms.handleUpgrade(request, socket, head, (ws) => {
        ws.on('message', (data) => {
          events.push({ path: request.url ?? '', event: jsonOrNull(data instanceof Buffer ? data.toString() : '') })
        })
      })
    })
  })
  const port = await listening(server, 0)
  return Object.assign(office, {
    url: `http://127.0.0.1:${port}`,
    ran,
    beats,
    events,
    unsigned,
    stop() {
      for (const ws of rooms.clients) ws.terminate()
      server.closeAllConnections()
      return new Promise<void>((resolve) => server.close(() => resolve()))
    },
  })
}

export type FakeBackOffice = Awaited<ReturnType<typeof fakeBackOffice>>

/** What `call.finish` answers with. */
export const finishedCall = {
  id: brief.callId,
  personaId: brief.persona.id,
  personaName: 'Brad',
  personaVersion: 1,
  direction: 'outbound',
  trust: 'known',
  status: 'completed',
  context: null,
  scheduleId: null,
  createdAt: '2026-11-21T12:00:00.000Z',
  answeredAt: null,
  endedAt: null,
  endReason: null,
  connectedSeconds: 0,
  heldSeconds: 60,
  rateMillicreditsPerMinute: 1,
  chargedMillicredits: 0,
}
