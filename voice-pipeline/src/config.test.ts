import { describe, expect, it } from 'vitest'
import { readConfig } from './config.ts'

const secrets = {
  NODE_KEY: 'node-key-1',
  DB_PROXY_NODE_KEY: 'db-key-123',
  TWILIO_AUTH_TOKEN: 'token-123',
  DEEPGRAM_API_KEY: 'deepgram-1',
  CEREBRAS_API_KEY: 'cerebras-1',
  ELEVENLABS_API_KEY: 'eleven-123',
}

describe('the configuration', () => {
  it('has no default for any secret', () => {
    for (const name of Object.keys(secrets)) {
      expect(() => readConfig({ ...secrets, [name]: undefined }), name).toThrow(name)
    }
  })

  it('points at the real providers unless told otherwise', () => {
    const config = readConfig(secrets)
    expect(config.deepgram.baseUrl).toBe('wss://api.deepgram.com')
    expect(config.cerebras.baseUrl).toBe('https://api.cerebras.ai')
    expect(config.elevenlabs.baseUrl).toBe('wss://api.elevenlabs.io')
    expect(config.controlUrl).toBe('http://localhost:8790')
  })

  it('takes an origin in either form and without its slash', () => {
    const config = readConfig({
      ...secrets,
      DEEPGRAM_BASE_URL: 'https://emulator.example.com/',
      PUBLIC_VOICE_URL: 'https://voice.example.com',
    })
    expect(config.deepgram.baseUrl).toBe('wss://emulator.example.com')
    expect(config.publicUrl).toBe('wss://voice.example.com')
  })

  it('takes a provider on loopback only where the stack is local', () => {
    const local = { ...secrets, DEEPGRAM_BASE_URL: 'http://localhost:8800' }
    expect(() => readConfig(local)).toThrow('CALLBACK_LOCAL')
    expect(readConfig({ ...local, CALLBACK_LOCAL: '1' }).deepgram.baseUrl).toBe('ws://localhost:8800')
  })

  it('cannot be changed once read', () => {
    expect(Object.isFrozen(readConfig(secrets))).toBe(true)
  })
})
