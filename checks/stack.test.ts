import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isFree } from '../scripts/stack/free-port.ts'
import { listeningPorts, startStackUnderTest } from '../scripts/test/stack-under-test.ts'

const START_MS_MAX = 180_000
const GONE_MS_MAX = 5_000

describe('npm start', () => {
  it(
    'answers everywhere, prints where, and after Ctrl-C leaves nothing but its data within 5 s',
    async () => {
      const stack = await startStackUnderTest()
      const { ports } = stack
      const status = async (url: string) => (await fetch(url)).status
      expect(await status(`http://localhost:${ports.GATEWAY_PORT}/health`)).toBe(200)
      expect(await status(`http://127.0.0.1:${ports.WEB_PORT}/`)).toBe(200)
      expect(await status(`http://localhost:${ports.VOICE_PORT}/health`)).toBe(200)
      expect(await status(`http://localhost:${ports.UNDERSTUDY_PORT}/phone/+14155550100`)).toBe(200)
      expect(stack.output()).toContain(`http://localhost:${ports.WEB_PORT}`)

      const signIn = await fetch(`http://localhost:${ports.GATEWAY_PORT}/v1/auth/sign-in`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: `http://localhost:${ports.WEB_PORT}` },
        body: JSON.stringify({ email: 'demo@callmeback.ai', password: 'demo123' }),
      })
      expect({ status: signIn.status, body: await signIn.text() }).toMatchObject({ status: 200 })

      const began = performance.now()
      const kept = join(stack.dataFolder, 'postgres', 'PG_VERSION')
      expect(existsSync(kept)).toBe(true)
      expect(await stack.stop()).toBe(0)
      expect(performance.now() - began).toBeLessThan(GONE_MS_MAX)
      for (const port of listeningPorts(ports)) expect({ port, free: await isFree(port) }).toEqual({ port, free: true })
    },
    START_MS_MAX,
  )
})
