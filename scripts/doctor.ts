// `npm run doctor`: says what is configured, what is an understudy and what cannot work together; exit code 1 for the last.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describeStanding, diagnose } from './stack/diagnosis.ts'
import { assembleEnv } from './stack/env.ts'
import { DATA, ROOT } from './stack/folders.ts'
import { refuseTakenPorts } from './stack/ports.ts'
import { table } from './stack/progress.ts'
import { PROVIDERS, providerIds } from './stack/providers.ts'
import { makeSecrets } from './stack/secrets.ts'
import { Sentence } from './stack/sentence.ts'
import { wantedPorts } from './stack/stack.ts'

try {
  const envFile = join(ROOT, '.env')
  if (existsSync(envFile)) process.loadEnvFile(envFile)
  // Never shown, and none is kept: the real ones are made at the first start.
  const env = assembleEnv(process.env, makeSecrets())
  const { problems, warnings } = await diagnose(process.env, env, DATA)
  const taken = await takenPort(wantedPorts(env))
  const rows: [string, string][] = [
    ['Node', process.versions.node],
    ['Settings', existsSync(envFile) ? '.env and the environment' : 'the environment (there is no .env)'],
    ['Postgres', env.embeddedPostgres ? `embedded, port ${env.ports.POSTGRES_PORT}` : 'DATABASE_URL'],
    ...providerIds().map((id): [string, string] => [PROVIDERS[id].name, describeStanding(id, env.standing[id], env)]),
    ['Ports', taken ?? 'all free'],
  ]
  console.log(table(rows))
  for (const warning of warnings) console.log(`\nNote: ${warning}`)
  for (const problem of problems) console.error(`\nCannot work: ${problem}`)
  console.log(`\n${verdict(problems.length, taken !== undefined)}`)
  process.exitCode = problems.length === 0 ? 0 : 1
} catch (error) {
  if (!(error instanceof Sentence)) throw error
  console.error(error.message)
  process.exitCode = 1
}

function verdict(problems: number, isTaken: boolean): string {
  if (problems > 0) return 'This cannot start.'
  return isTaken
    ? 'The settings are right; the port must be free, unless this stack is what runs there.'
    : 'This can start.'
}

/** A taken port is no fault of the settings: most likely the stack is running. */
async function takenPort(wanted: Parameters<typeof refuseTakenPorts>[0]): Promise<string | undefined> {
  try {
    await refuseTakenPorts(wanted)
    return undefined
  } catch (error) {
    if (!(error instanceof Sentence)) throw error
    return error.message
  }
}
