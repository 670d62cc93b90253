// Everything a node talks to, faked over real sockets on loopback, and the environment that leads there.
import { createServer } from 'node:http'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js'
import { WebSocket } from 'ws'
import { listening } from '../listening.ts'
import { DB_KEY, fakeBackOffice, finishedCall, NODE_KEY, output } from './fake-back-office.ts'
import { fakeProvider } from './fake-provider.ts'
import { startMessage, STREAM, twilioEnd } from './media-socket.ts'
import { brief } from './staged-call.ts'

const TWILIO_TOKEN = 'twilio-auth-token'
const PUBLIC_URL = 'wss://voice.example.com'
export const SIGNATURE = getExpectedTwilioSignature(TWILIO_TOKEN, `${PUBLIC_URL}/stream`, {})

/** Says the same thing whatever it is asked. */
async function fakeMindServer(says: string) {
  const server = createServer((request, response) => {
    request.resume()
    const content = JSON.stringify({ choices: [{ delta: { content: says } }] })
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

export async function farEnds() {
  const office = await fakeBackOffice()
  const ear = await fakeProvider()
  const mouth = await fakeProvider()
  const mind = await fakeMindServer('Good morning, Dana.')
  const journals = await mkdtemp(join(tmpdir(), 'journals-'))
  office.answer = ({ name }) => {
    if (name === 'turns.append') return output({ stored: 1 })
    if (name === 'call.finish') return output({ call: finishedCall })
    return output({ kind: 'granted', brief: { ...brief, answeredAt: new Date().toISOString() }, capability: 'cap' })
  }
  return {
    office,
    ear,
    mouth,
    journals,
    environment: {
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
    },
    async stop() {
      await Promise.all([office.stop(), ear.close(), mouth.close(), mind.stop()])
      await rm(journals, { recursive: true, force: true })
    },
  }
}

export type FarEnds = Awaited<ReturnType<typeof farEnds>>

/** Twilio opens a media socket at a node. */
export function dial(port: number, signature = SIGNATURE) {
  return twilioEnd(new WebSocket(`ws://127.0.0.1:${port}/stream`, { headers: { 'x-twilio-signature': signature } }))
}

/** A call in which the greeting is being spoken. */
export async function speaking(port: number, { mouth }: FarEnds) {
  const line = dial(port)
  await new Promise<void>((resolve) => line.socket.once('open', () => resolve()))
  line.say(startMessage({ ticket: 'good-ticket' }))
  await mouth.received.until(({ json }) => json['close_context'] === true)
  const audio = Buffer.alloc(4_000, 7).toString('base64')
  mouth.say({ contextId: 'r1', audio, alignment: { chars: ['G'], charStartTimesMs: [0], charsDurationsMs: [50] } })
  mouth.say({ contextId: 'r1', isFinal: true })
  await line.received.until((message) => message.mark?.name === '1.end')
  return { ...line, stop: () => line.say({ event: 'stop', streamSid: STREAM, stop: {} }) }
}
