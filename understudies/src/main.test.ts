import { fork, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { readConfig } from './config.ts'

const data = mkdtempSync(join(tmpdir(), 'understudies-'))
let child: ChildProcess | undefined
afterEach(() => child?.kill('SIGKILL'))
afterAll(() => rmSync(data, { recursive: true, force: true }))

type Ready = { ready: true; ports: Record<string, number> }

/** Starts the program on free ports and waits for the line that scripts wait for. */
async function start(chosen: string): Promise<{ program: ChildProcess; ports: Record<string, number> }> {
  const inherited = readConfig().environmentFor('twilio')
  const env = { ...inherited, UNDERSTUDY_PORT: '0', UNDERSTUDY_DATA_DIR: data, UNDERSTUDIES: chosen }
  const program = fork(join(import.meta.dirname, 'main.ts'), [], { env, stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
  child = program
  let output = ''
  program.stdout?.setEncoding('utf8')
  for await (const piece of program.stdout ?? []) {
    output += String(piece)
    const line = output.split('\n').find((each) => each.startsWith('{"ready":true') && each.endsWith('}'))
    if (line !== undefined) return { program, ports: (JSON.parse(line) as Ready).ports }
  }
  throw new Error(`It ended before it was ready:\n${output}`)
}

function ended(program: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => program.once('exit', (code) => resolve(code)))
}

const health = (port: number | undefined) =>
  fetch(`http://127.0.0.1:${port}/health`).then((response) => response.status)

describe('npm run understudies', () => {
  it('starts those chosen, says where, and is gone soon after SIGTERM', async () => {
    const { program, ports } = await start('stripe,workos')
    expect(Object.keys(ports).sort()).toEqual(['stripe', 'workos'])
    expect(await health(ports['stripe'])).toBe(200)
    const gone = ended(program)
    const askedAt = performance.now()
    program.kill('SIGTERM')
    expect(await gone).toBe(0)
    expect(performance.now() - askedAt).toBeLessThan(2_000)
    await expect(health(ports['workos'])).rejects.toThrow()
  })

  it('gives the speaking one a process of its own, and neither outlives the channel', async () => {
    const { program, ports } = await start('elevenlabs,workos')
    expect(await fetch(`http://localhost:${ports['elevenlabs']}/`).then((response) => response.status)).toBeGreaterThan(
      0,
    )
    const gone = ended(program)
    program.disconnect()
    expect(await gone).toBe(0)
    await expect(fetch(`http://localhost:${ports['elevenlabs']}/`)).rejects.toThrow()
  })

  it("points the account's numbers at the product", async () => {
    const { ports } = await start('twilio')
    const { TWILIO_ACCOUNT_SID: sid, TWILIO_AUTH_TOKEN: token } = readConfig({})
    const authorization = `Basic ${Buffer.from(`${sid}:${token}`).toString('base64')}`
    const url = `http://localhost:${ports['twilio']}/2010-04-01/Accounts/${sid}/IncomingPhoneNumbers.json`
    const { incoming_phone_numbers: numbers } = (await (await fetch(url, { headers: { authorization } })).json()) as {
      incoming_phone_numbers: { phone_number: string; voice_url: string }[]
    }
    expect(numbers.map((number) => number.phone_number).sort()).toEqual([
      '+14155550101',
      '+14155550102',
      '+14155550103',
      '+14155550199',
    ])
    expect(new Set(numbers.map((number) => number.voice_url))).toEqual(new Set(['http://localhost:8788/twilio/voice']))
  })
})

describe('the environment', () => {
  it('gives each understudy its port and treats an empty variable as unset', () => {
    const config = readConfig({ UNDERSTUDY_PORT: '9000', STRIPE_API_KEY: '', TWILIO_PHONE_NUMBER: '+15005550006' })
    expect([config.portOf('twilio'), config.portOf('workos')]).toEqual([9_000, 9_005])
    expect(config.STRIPE_API_KEY).toBe('sk_test_understudy')
    expect(config.numbers.map(({ number }) => number)).toContain('+15005550006')
    expect(readConfig({ UNDERSTUDIES: 'minds, twilio' }).chosen).toEqual(['twilio', 'cerebras'])
  })

  it('refuses what it cannot mean', () => {
    expect(() => readConfig({ UNDERSTUDIES: 'twilio,vonage' })).toThrow('no understudy is called vonage')
    expect(() => readConfig({ UNDERSTUDY_PORT: '70000' })).toThrow()
  })
})
