// What a WorkOS understudy remembers across restarts: people, sessions and the signing key, in one JSON file.
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'

const Person = z.object({
  id: z.string(),
  email: z.string(),
  emailVerified: z.boolean(),
  name: z.string().nullable(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  pictureUrl: z.string().nullable(),
  locale: z.string().nullable(),
  externalId: z.string().nullable(),
  metadata: z.record(z.string(), z.string()),
  passwordHash: z.string().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
  lastSignInAt: z.string().nullable(),
})
export type Person = z.infer<typeof Person>

const Session = z.object({
  id: z.string(),
  userId: z.string(),
  method: z.string(),
  ipAddress: z.string().nullable(),
  userAgent: z.string().nullable(),
  createdAt: z.string(),
  expiresAt: z.string(),
  endedAt: z.string().nullable(),
  refreshHash: z.string(),
  spentHashes: z.array(z.string()),
})
export type Session = z.infer<typeof Session>

const State = z.object({
  version: z.literal(1),
  signingKey: z.looseObject({ kty: z.literal('RSA'), kid: z.string() }).optional(),
  people: z.array(Person),
  sessions: z.array(Session),
})
export type State = z.infer<typeof State>

/** Long enough to gather one sign-in's changes into one write, short enough to lose nothing a person did. */
const WRITE_DELAY_MS = 50

export class StateFile {
  readonly state: State
  readonly #path: string | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(path: string | undefined) {
    this.#path = path
    this.state = path !== undefined && existsSync(path) ? read(path) : { version: 1, people: [], sessions: [] }
  }

  changed(): void {
    if (this.#path === undefined) return
    this.#timer ??= setTimeout(() => this.flush(), WRITE_DELAY_MS)
  }

  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#path === undefined) return
    mkdirSync(dirname(this.#path), { recursive: true })
    const draft = `${this.#path}.new`
    writeFileSync(draft, JSON.stringify(this.state), { mode: 0o600 })
    chmodSync(draft, 0o600)
    renameSync(draft, this.#path)
  }
}

function read(path: string): State {
  try {
    return State.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (error) {
    throw new Error(`${path} is not a WorkOS understudy's file. Move it away and start again.`, { cause: error })
  }
}
