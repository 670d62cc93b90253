// `npm run understudies`: starts the chosen understudies and says when all answer. ElevenLabs speaks in a process of its own:
// its speech engine is synchronous and under the GPL, so it neither blocks the others nor shares their memory.
import { fork, type ChildProcess } from 'node:child_process'
import { z } from 'zod'
import { readConfig, type Understudy } from './config.ts'
import type { Running } from './loopback.ts'
import { startUnderstudy } from './start-understudy.ts'

/** All is closed by then, or the process ends without it. */
const CLOSE_MS_MAX = 900
/** A cold start of the speech engine on a busy machine stays far below this. */
const CHILD_READY_MS_MAX = 60_000
/** Told to the process that speaks: its parent prints the line that everybody waits for. */
const QUIET = '--quiet'

const NAMES: Record<Understudy, string> = {
  twilio: 'Twilio and the virtual phone',
  deepgram: 'Deepgram',
  cerebras: 'Minds (Cerebras, OpenAI)',
  elevenlabs: 'ElevenLabs',
  stripe: 'Stripe',
  workos: 'WorkOS',
}

const Ready = z.object({ ready: z.literal(true), ports: z.record(z.string(), z.number()) })

const running: Running[] = []
let ending = false

async function main(): Promise<void> {
  const config = readConfig()
  const isAlone = config.chosen.length === 1
  const started = await Promise.all(
    config.chosen.map(async (id): Promise<[Understudy, number]> => {
      const apart = id === 'elevenlabs' && !isAlone
      const one = await (apart ? startApart(id, config.environmentFor(id)) : startUnderstudy(id, config))
      running.push(one)
      return [id, one.port]
    }),
  )
  const ports = Object.fromEntries(started)
  if (!isQuiet()) {
    for (const [id, port] of started) console.log(`${NAMES[id].padEnd(30)}http://localhost:${port}`)
    console.log(JSON.stringify({ ready: true, ports }))
  }
  process.send?.({ ready: true, ports })
}

/** Runs one understudy in a child that ends when this process does, however it ends. */
async function startApart(id: Understudy, env: NodeJS.ProcessEnv): Promise<Running> {
  const child = fork(import.meta.filename, [QUIET], { env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const close = async (): Promise<void> => {
    child.kill('SIGTERM')
    await ended
  }
  running.push({ port: 0, close })
  const port = await readyPort(child, id)
  child.once('exit', () => {
    if (ending) return
    console.error(`The ${NAMES[id]} understudy ended unexpectedly.`)
    end(1)
  })
  return { port, close: () => ended }
}

function readyPort(child: ChildProcess, id: Understudy): Promise<number> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(
      () => reject(new Error(`The ${NAMES[id]} understudy did not start in time.`)),
      CHILD_READY_MS_MAX,
    )
    const settle = (act: () => void): void => {
      clearTimeout(late)
      act()
    }
    child.once('exit', () => settle(() => reject(new Error(`The ${NAMES[id]} understudy could not start.`))))
    child.once('error', (error) => settle(() => reject(error)))
    child.once('message', (message) => settle(() => resolve(Ready.parse(message).ports[id] ?? 0)))
  })
}

function end(code: number): void {
  if (ending) return
  ending = true
  setTimeout(() => process.exit(code), CLOSE_MS_MAX).unref()
  Promise.allSettled(running.map((each) => each.close())).then(
    () => process.exit(code),
    () => process.exit(1),
  )
}

function isQuiet(): boolean {
  return process.argv.includes(QUIET)
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => end(0))
// Started with a channel, it does not outlive whoever held the other end.
process.once('disconnect', () => end(0))

main().catch((error: unknown) => {
  console.error(error instanceof z.ZodError ? z.prettifyError(error) : error)
  end(1)
})
