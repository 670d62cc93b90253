// What is configured, what is an understudy, and what cannot work together. Reads; changes nothing.
import { existsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { StackEnv } from './env.ts'
import { isSet, PROVIDERS, providerIds, type ProviderId, type Standing } from './providers.ts'

/** A data folder with some calls in it, logs and bundles. */
const NEEDED_BYTES = 500 * 1024 ** 2

export interface Diagnosis {
  /** With any of these a start is refused; each is one sentence that says what to do. */
  problems: string[]
  warnings: string[]
}

export async function diagnose(given: NodeJS.ProcessEnv, env: StackEnv, dataFolder: string): Promise<Diagnosis> {
  const problems = [...incomplete(given, env), ...impossiblePairs(env)]
  const free = await freeBytes(dataFolder)
  if (free < NEEDED_BYTES) {
    problems.push(`The disk has ${Math.floor(free / 1024 ** 2)} MB free, 500 are needed: free some and start again.`)
  }
  const node = Number(process.versions.node.split('.')[0])
  if (node < 24) {
    problems.push(`This is Node ${process.versions.node}, 24 is needed: use \`npm start\`, which brings its own.`)
  }
  return { problems, warnings: warningsOf(given, env) }
}

/** A key that came without the others it needs. */
function incomplete(given: NodeJS.ProcessEnv, env: StackEnv): string[] {
  const problems: string[] = []
  for (const id of providerIds()) {
    if (env.standing[id] !== 'real') continue
    const { name, keys, settings } = PROVIDERS[id]
    const missing = [...Object.keys(keys), ...Object.keys(settings)].filter((variable) => !isSet(given[variable]))
    if (missing.length > 0)
      problems.push(`${name} has a key but no ${missing.join(' and ')}: set it, or unset the key.`)
  }
  return problems
}

function impossiblePairs(env: StackEnv): string[] {
  const { standing, variables } = env
  const problems: string[] = []
  const isReal = (id: ProviderId) => standing[id] === 'real'
  if (isReal('twilio')) {
    if (standing.deepgram === 'understudy') {
      problems.push('A real phone line needs a real ear: set DEEPGRAM_API_KEY, or unset the TWILIO_ variables.')
    }
    if (standing.elevenlabs === 'understudy') {
      problems.push('A real phone line needs a real voice: set ELEVENLABS_API_KEY, or unset the TWILIO_ variables.')
    }
    for (const name of ['PUBLIC_WEBHOOK_URL', 'PUBLIC_VOICE_URL']) {
      const url = variables[name] ?? ''
      if (isLocal(url)) {
        problems.push(
          `Twilio cannot reach ${name} ${url}: set it to a public address (a tunnel), or unset the TWILIO_ variables.`,
        )
      }
    }
  }
  if (isReal('stripe') && isLocal(variables['PUBLIC_WEBHOOK_URL'] ?? '')) {
    problems.push(
      'Stripe cannot reach a local PUBLIC_WEBHOOK_URL: set it to a public address, or unset STRIPE_API_KEY.',
    )
  }
  return problems
}

function warningsOf(given: NodeJS.ProcessEnv, env: StackEnv): string[] {
  const warnings: string[] = []
  if (env.standing.twilio !== 'real' && env.standing.deepgram === 'real') {
    warnings.push('With a real ear the virtual phone sends natural speech; it costs what Deepgram charges.')
  }
  if (isSet(given['WORKOS_API_KEY']) && env.standing.workos === 'real') {
    warnings.push('Real WorkOS signs people in, so the demo accounts are not seeded.')
  }
  return warnings
}

export function describeStanding(id: ProviderId, standing: Standing, env: StackEnv): string {
  const { baseUrl } = PROVIDERS[id]
  const url = env.variables[baseUrl] ?? ''
  switch (standing) {
    case 'understudy':
      return `understudy at ${url}`
    case 'elsewhere':
      return `${url} (${baseUrl} is set)`
    case 'real':
      return `real, ${url}`
  }
}

function isLocal(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { hostname } = new URL(url)
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.') || hostname.endsWith('.local')
}

async function freeBytes(folder: string): Promise<number> {
  let existing = folder
  while (!existsSync(existing)) existing = dirname(existing)
  const { bavail, bsize } = await statfs(existing)
  return bavail * bsize
}
