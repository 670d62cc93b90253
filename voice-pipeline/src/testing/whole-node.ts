// A whole node on loopback, with every far end faked over real sockets.
import { createServer } from 'node:http'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js'
import { WebSocket } from 'ws'
import { signRequest } from '@callback/contracts/signed-request'
import { readConfig } from '../config.ts'
import { listening } from '../listening.ts'
import { logger } from '../log.ts'
import { startNode } from '../node.ts'
import { DB_KEY, fakeBackOffice, NODE_KEY, output } from './fake-back-office.ts'
import { fakeProvider } from './fake-provider.ts'
import { brief } from './staged-call.ts'
import { twilioEnd } from './media-socket.ts'

export const TWILIO_TOKEN = 'twilio-auth-token'
export const PUBLIC_URL = 'wss://voice.example.com'

/** Speaks every sentence of the mind that `says` returns next. */
async function fakeMindServer(says: () => string) {
  const server = createServer((request, response) => {
    request.resume()
    const content = JSON.stringify({ choices: [{ delta: { content: says() } }] })
    response.writeHead(200, { 'content-type': 'text/event-stream' }).end(`data: ${content}\n\ndata: [DONE]\n\n`)
  })
  const port = await listening(server, 0)
  return {
    url: `http://127.0.0.1:${port}`,
    stop() {
      server.closeAllConnections()
      return new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

export async function wholeNode(over: Record<string, string> = {}) {
  const office = await fakeBackOffice()
  const ear = await fakeProvider()
  const mouth = await fakeProvider()
  const mind = await fakeMindServer(() => 'Good morning, Dana.')
  const journals = await mkdtemp(join(tmpdir(), 'journals-'))
  office.answer = ({ name }) => {
    if (name === 'turns.append') return output({ stored: 1 })
    if (name === 'call.finish') return output({ call: { ...finished } })
    return output({ kind: 'granted', brief: { ...brief, answeredAt: new Date().toISOString() }, capability: 'cap' })
  }
  const config = readConfig({
    CALLBACK_LOCAL: '1',
    VOICE_PORT: '0',
    PUBLIC_VOICE_URL: PUBLIC_URL,
    NODE_KEY,
    NODE_API_URL: office.url,
    DB_PROXY_URL: office.url,
    DB_PROXY_NODE_KEY: DB_KEY,
    TWILIO_AUTH_TOKEN: TWILIO_TOKEN,
    DEEPGRAM_API_KEY: 'deepgram-key',
    DEEPGRAM_BASE_URL: ear.url,
    CEREBRAS_API_KEY: 'cerebras-key',
    CEREBRAS_BASE_URL: mind.url,
    ELEVENLABS_API_KEY: 'elevenlabs-key',
    ELEVENLABS_BASE_URL: mouth.url,
    JOURNAL_DIR: journals,
    LOG_LEVEL: 'silent',
    ...over,
  })
  const node = await startNode(config, logger('silent'))
  const origin = `http://127.0.0.1:${node.port}`

  return {
    office,
    ear,
    mouth,
    node,
    origin,
    journals,
    /** Twilio opens a media socket. */
    dial(signature = getExpectedTwilioSignature(TWILIO_TOKEN, `${PUBLIC_URL}/stream`, {})) {
      const headers = { 'x-twilio-signature': signature }
      return twilioEnd(new WebSocket(`${origin.replace('http', 'ws')}/stream`, { headers }))
    },
    get: (path: string, headers: Record<string, string> = {}) => fetch(`${origin}${path}`, { headers }),
    async hangUp(body: object, secret = NODE_KEY) {
      const text = JSON.stringify(body)
      const headers = await signRequest(
        { method: 'POST', path: '/hang-up', body: text },
        { id: 'voice', secret },
        Date.now(),
      )
      return fetch(`${origin}/hang-up`, { method: 'POST', headers, body: text })
    },
    async stop() {
      await node.close()
      await Promise.all([office.stop(), ear.close(), mouth.close(), mind.stop()])
      await rm(journals, { recursive: true })
    },
  }
}

export type WholeNode = Awaited<ReturnType<typeof wholeNode>>

const finished = {
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
