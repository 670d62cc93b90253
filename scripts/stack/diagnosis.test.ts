import { tmpdir } from 'node:os'
import { expect, it } from 'vitest'
import { diagnose } from './diagnosis.ts'
import { assembleEnv } from './env.ts'
import { makeSecrets } from './secrets.ts'

const problemsWith = async (given: NodeJS.ProcessEnv) =>
  (await diagnose(given, assembleEnv(given, makeSecrets()), tmpdir())).problems

const TWILIO = { TWILIO_ACCOUNT_SID: 'AC1', TWILIO_AUTH_TOKEN: 't', TWILIO_PHONE_NUMBER: '+15005550006' }
const PUBLIC = { PUBLIC_WEBHOOK_URL: 'https://hooks.example.com', PUBLIC_VOICE_URL: 'wss://voice.example.com' }
const SPEECH = { DEEPGRAM_API_KEY: 'd', ELEVENLABS_API_KEY: 'e' }

it('has nothing against no keys at all, or one real mind', async () => {
  expect(await problemsWith({})).toEqual([])
  expect(await problemsWith({ CEREBRAS_API_KEY: 'c' })).toEqual([])
})

it('wants a real ear and a real voice on a real phone line, at public addresses', async () => {
  expect(await problemsWith({ ...TWILIO, ...PUBLIC })).toEqual([
    expect.stringContaining('real ear: set DEEPGRAM_API_KEY'),
    expect.stringContaining('real voice: set ELEVENLABS_API_KEY'),
  ])
  expect(await problemsWith({ ...TWILIO, ...SPEECH })).toEqual([
    expect.stringContaining('PUBLIC_WEBHOOK_URL'),
    expect.stringContaining('PUBLIC_VOICE_URL'),
  ])
  expect(await problemsWith({ ...TWILIO, ...SPEECH, ...PUBLIC })).toEqual([])
})

it('names what a key came without', async () => {
  expect(await problemsWith({ STRIPE_API_KEY: 'sk_live_x', ...PUBLIC })).toEqual([
    'Stripe has a key but no STRIPE_WEBHOOK_SECRET: set it, or unset the key.',
  ])
  expect(await problemsWith({ WORKOS_API_KEY: 'w' })).toEqual([
    'WorkOS has a key but no WORKOS_CLIENT_ID: set it, or unset the key.',
  ])
})
