// `npm start`: the whole stack on this machine, until Ctrl-C.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { diagnose } from './stack/diagnosis.ts'
import { assembleEnv } from './stack/env.ts'
import { DATA, ROOT } from './stack/folders.ts'
import { takeLock } from './stack/lock.ts'
import { refuseTakenPorts } from './stack/ports.ts'
import { Progress } from './stack/progress.ts'
import { loadSecrets } from './stack/secrets.ts'
import { Sentence } from './stack/sentence.ts'
import { Stack, wantedPorts } from './stack/stack.ts'
import { addressTable } from './stack/addresses.ts'

const ORPHAN_POLL_MS = 1000
/** Asked to stop, everything is gone within 5 s; whatever hangs is left to the janitor then. */
const STOP_MS = 4800

const progress = new Progress()
const stopRequest = Promise.withResolvers<string>()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopRequest.resolve(signal))
watchParent()

let release = () => Promise.resolve()
let stack: Stack | undefined
let exitCode = 0
try {
  const envFile = join(ROOT, '.env')
  if (existsSync(envFile)) process.loadEnvFile(envFile)
  release = await takeLock(join(DATA, 'lock'))
  const secrets = await loadSecrets(join(DATA, 'secrets.json'))
  const env = assembleEnv(process.env, secrets)
  const { problems, warnings } = await diagnose(process.env, env, DATA)
  if (problems.length > 0) throw new Sentence(problems.join('\n'))
  await refuseTakenPorts(wantedPorts(env))

  console.log('CallbackApp starts; Ctrl-C stops it.')
  stack = new Stack(env, secrets, progress)
  const started = await Promise.race([stack.start().then(() => true), stopRequest.promise.then(() => false)])
  if (started) {
    for (const warning of warnings) console.log(`\nNote: ${warning}`)
    console.log(`\n${addressTable(env)}\n\nready in ${progress.seconds()} (${stack.cold ? 'cold' : 'warm'})`)
    await Promise.race([stopRequest.promise, stack.failed])
  }
} catch (error) {
  exitCode = 1
  console.error(`\n${error instanceof Sentence ? error.message : explain(error)}`)
}
setTimeout(() => process.exit(exitCode), STOP_MS).unref()
if (stack !== undefined) {
  if (exitCode === 0) console.log('\nStopping ...')
  await stack.stop()
}
await release()
if (stack !== undefined && exitCode === 0) console.log('Stopped; the data is kept in .data.')
process.exit(exitCode)

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : ''
  return `The start failed: ${error.message}${cause}. More in .data/logs.`
}

/** npm may be killed without a word to us, and then nobody could press Ctrl-C any more. */
function watchParent(): void {
  if (process.env['npm_lifecycle_event'] === undefined) return
  const parent = process.ppid
  // Some shells stay between npm and us; then theirs is the parent to watch.
  const npm = isShell(parent) ? parentOf(parent) : undefined
  setInterval(() => {
    if (process.ppid !== parent || (npm !== undefined && parentOf(parent) !== npm)) stopRequest.resolve('orphaned')
  }, ORPHAN_POLL_MS).unref()
}

function isShell(pid: number): boolean {
  return process.platform === 'linux' && /^(a|ba|da|z)?sh$/.test(readFileSync(`/proc/${pid}/comm`, 'utf8').trim())
}

function parentOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
}
