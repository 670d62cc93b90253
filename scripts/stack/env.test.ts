import { describe, expect, it } from 'vitest'
import { assembleEnv } from './env.ts'
import { pick, UNDERSTUDY_VARIABLES, VOICE_NODE_VARIABLES, WORKER_VARIABLES } from './recipients.ts'
import { makeSecrets } from './secrets.ts'

const secrets = makeSecrets()

describe('with nothing set', () => {
  const env = assembleEnv({}, secrets)

  it('every provider is an understudy on its port', () => {
    expect(env.understudies).toEqual(['twilio', 'deepgram', 'cerebras', 'elevenlabs', 'stripe', 'workos'])
    expect(env.variables['TWILIO_BASE_URL']).toBe('http://localhost:8799')
    expect(env.variables['WORKOS_BASE_URL']).toBe('http://localhost:8804')
    expect(env.variables['SEED_DEMO']).toBe('1')
  })

  it("db-proxy signs in with its own role, and only migrations get the owner's address", () => {
    expect(env.variables['DATABASE_URL']).toMatch(/^postgres:\/\/callback_proxy:/)
    expect(env.variables['MIGRATE_DATABASE_URL']).toMatch(/^postgres:\/\/postgres:/)
    expect(Object.values(WORKER_VARIABLES).flat()).not.toContain('MIGRATE_DATABASE_URL')
  })

  it('the private key of principals is the gateway’s alone', () => {
    const holders = Object.entries(WORKER_VARIABLES).filter(([, names]) =>
      names.some((name) => name === 'PRINCIPAL_PRIVATE_KEY'),
    )
    expect(holders.map(([name]) => name)).toEqual(['gateway'])
  })
})

describe('a provider', () => {
  it('becomes real by its key alone, at its own address', () => {
    const env = assembleEnv({ DEEPGRAM_API_KEY: 'dg' }, secrets)
    expect(env.standing.deepgram).toBe('real')
    expect(env.understudies).not.toContain('deepgram')
    expect(env.variables['DEEPGRAM_BASE_URL']).toBe('https://api.deepgram.com')
  })

  it('moves to somebody else’s emulator by its base URL alone, with keys that an emulator takes', () => {
    const env = assembleEnv({ TWILIO_BASE_URL: 'http://emulator:1', WORKOS_BASE_URL: 'http://emulator:2' }, secrets)
    expect(env.understudies).toEqual(['deepgram', 'cerebras', 'elevenlabs', 'stripe'])
    expect(env.variables['TWILIO_BASE_URL']).toBe('http://emulator:1')
    expect(env.variables['TWILIO_AUTH_TOKEN']).toBe('understudy_twilio_token')
    expect(env.variables['SEED_DEMO']).toBeUndefined()
  })

  it('enters the demo people for whoever signs in on this machine, and never beside the real WorkOS', () => {
    const seeded = (given: NodeJS.ProcessEnv) => assembleEnv(given, secrets).variables['SEED_DEMO']
    expect(seeded({ WORKOS_BASE_URL: 'http://localhost:9005' })).toBe('1')
    expect(seeded({ WORKOS_API_KEY: 'sk_real', WORKOS_CLIENT_ID: 'client_real' })).toBeUndefined()
  })

  it('never hands a real key to an understudy', () => {
    const env = assembleEnv({ DEEPGRAM_API_KEY: 'real-key', OPENAI_API_KEY: 'other-key' }, secrets)
    expect(Object.values(pick(env.variables, UNDERSTUDY_VARIABLES))).not.toContain('real-key')
    expect(pick(env.variables, VOICE_NODE_VARIABLES)).toMatchObject({
      DEEPGRAM_API_KEY: 'real-key',
      OPENAI_API_KEY: 'other-key',
    })
  })

  it('does not change because a variable is set to nothing, as .env.example has it', () => {
    expect(assembleEnv({ TWILIO_AUTH_TOKEN: '', TWILIO_BASE_URL: '' }, secrets).standing.twilio).toBe('understudy')
  })
})

it('moves everything that a port is part of', () => {
  const env = assembleEnv({ GATEWAY_PORT: '20001', UNDERSTUDY_PORT: '20100', POSTGRES_PORT: '20002' }, secrets)
  expect(env.variables['PUBLIC_API_URL']).toBe('http://localhost:20001')
  expect(env.variables['ELEVENLABS_BASE_URL']).toBe('http://localhost:20103')
  expect(env.variables['DATABASE_URL']).toContain('@localhost:20002/')
})

it('leaves a database of the user’s own as it is', () => {
  const env = assembleEnv({ DATABASE_URL: 'postgres://me@db/app' }, secrets)
  expect(env.embeddedPostgres).toBe(false)
  expect(env.variables['MIGRATE_DATABASE_URL']).toBe('postgres://me@db/app')
})
