// A voice node between the understudies of its four far ends, over real sockets. Only db-proxy and the voice Worker are played by hand.
import { createServer } from 'node:http'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { startDeepgram } from '../../understudies/src/deepgram/server.ts'
import { startElevenLabs } from '../../understudies/src/elevenlabs/server.ts'
import { startMinds } from '../../understudies/src/minds/server.ts'
import type { Phone } from '../../understudies/src/phone/phone.ts'
import { startTwilio } from '../../understudies/src/twilio/server.ts'
import { readConfig } from '../../voice-pipeline/src/config.ts'
import { listening } from '../../voice-pipeline/src/listening.ts'
import { logger } from '../../voice-pipeline/src/log.ts'
import { startNode } from '../../voice-pipeline/src/node.ts'
import {
  DB_KEY,
  fakeBackOffice,
  finishedCall,
  NODE_KEY,
  output,
} from '../../voice-pipeline/src/testing/fake-back-office.ts'
import { brief } from '../../voice-pipeline/src/testing/staged-call.ts'

const ACCOUNT = 'AC00112233445566778899aabbccddeeff'
const TOKEN = 'understudy-token'
const DANA = '+14155550100'
const BRAD = '+14155550101'
const KEY = 'understudy-key'

type Finished = (what: () => Promise<void>) => void

export type RigOptions = { earKey?: string; heldSeconds?: number }

export async function rig(onTestFinished: Finished, { earKey = KEY, heldSeconds = 120 }: RigOptions = {}) {
  const office = await fakeBackOffice()
  const twilio = await startTwilio({ port: 0, accountSid: ACCOUNT, authToken: TOKEN })
  const deepgram = await startDeepgram({ port: 0, apiKey: KEY })
  const minds = await startMinds({ port: 0, apiKey: KEY })
  const elevenlabs = await startElevenLabs({ port: 0, apiKey: KEY })
  const journals = await mkdtemp(join(tmpdir(), 'wire-'))
  const nodePort = await freePort()
  const origin = `ws://localhost:${nodePort}`

  office.answer = ({ name }) => {
    if (name === 'turns.append') return output({ stored: 1 })
    if (name === 'call.finish') return output({ call: finishedCall })
    const now = new Date().toISOString()
    return output({ kind: 'granted', brief: { ...brief, answeredAt: now, heldSeconds }, capability: 'cap' })
  }
  const config = readConfig({
    CALLBACK_LOCAL: '1',
    VOICE_PORT: String(nodePort),
    PUBLIC_VOICE_URL: origin,
    NODE_KEY,
    NODE_API_URL: office.url,
    DB_PROXY_URL: office.url,
    DB_PROXY_NODE_KEY: DB_KEY,
    TWILIO_AUTH_TOKEN: TOKEN,
    DEEPGRAM_API_KEY: earKey,
    DEEPGRAM_BASE_URL: `http://localhost:${deepgram.port}`,
    CEREBRAS_API_KEY: KEY,
    CEREBRAS_BASE_URL: `http://localhost:${minds.port}`,
    ELEVENLABS_API_KEY: KEY,
    ELEVENLABS_BASE_URL: `http://localhost:${elevenlabs.port}`,
    JOURNAL_DIR: journals,
  })
  const node = await startNode(config, logger('silent'))
  onTestFinished(async () => {
    await node.close()
    await Promise.all([twilio.close(), deepgram.close(), minds.close(), elevenlabs.close(), office.stop()])
    await rm(journals, { recursive: true })
  })
  const phone = twilio.phones.at(DANA)

  return {
    office,
    phone,
    /** Rings Dana’s phone with the TwiML that `voice` would give, and picks up. */
    async pickUp() {
      const twiml = `<Response><Connect><Stream url="${origin}/stream"><Parameter name="ticket" value="t1"/></Stream></Connect></Response>`
      await fetch(`${twilio.url}/2010-04-01/Accounts/${ACCOUNT}/Calls.json`, {
        method: 'POST',
        headers: { authorization: `Basic ${btoa(`${ACCOUNT}:${TOKEN}`)}` },
        body: new URLSearchParams({ To: DANA, From: BRAD, Twiml: twiml }),
      })
      await until(phone, ({ state }) => state === 'ringing')
      phone.answer()
      await until(phone, ({ state }) => state === 'in-call')
    },
    async requests() {
      const shown = await fetch(`http://localhost:${minds.port}/understudy/requests`)
      return Requests.parse(await shown.json()).map(({ body }) => body)
    },
    finish: async () => Finish.parse((await office.ran.until(({ name }) => name === 'call.finish')).input),
    turns: () => office.ran.all.flatMap(({ name, input }) => (name === 'turns.append' ? Turns.parse(input).turns : [])),
  }
}

const Requests = z.array(
  z.object({ body: z.object({ messages: z.array(z.object({ role: z.string(), content: z.string() })) }) }),
)
const Finish = z.object({
  endReason: z.string(),
  usage: z.array(z.object({ service: z.string(), unit: z.string(), quantity: z.number() })),
})
const Turns = z.object({
  turns: z.array(
    z.object({
      seq: z.number(),
      speaker: z.string(),
      text: z.string(),
      heard: z.string(),
      cutShort: z.boolean(),
      timings: z.record(z.string(), z.number()).nullable(),
    }),
  ),
})

/** Resolves once the phone is as asked: looked at whenever it changes or hears something. */
export function until(phone: Phone, isSo: (phone: Phone) => boolean): Promise<void> {
  if (isSo(phone)) return Promise.resolve()
  return new Promise((resolve) => {
    const stop = phone.watch(() => {
      if (!isSo(phone)) return
      stop()
      resolve()
    })
  })
}

/** The public URL must be known before the node listens, since it is what Twilio signs. */
async function freePort(): Promise<number> {
  const server = createServer()
  const port = await listening(server, 0)
  await new Promise<void>((resolve) =>
    server.close(() => {
      resolve()
    }),
  )
  return port
}
