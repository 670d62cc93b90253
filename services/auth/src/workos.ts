// WorkOS's SDK, pointed at WORKOS_BASE_URL, and its failures sorted by what they mean to us.
import { WorkOS } from '@workos-inc/node'
import { z } from 'zod'
import type { Env } from './env.ts'

/** A person waits for it; the gateway gives up later than this. */
const WORKOS_MS_MAX = 8_000

type Config = Pick<Env, 'WORKOS_API_KEY' | 'WORKOS_CLIENT_ID' | 'WORKOS_BASE_URL'>

export function workosClient(env: Config): WorkOS['userManagement'] {
  const url = new URL(env.WORKOS_BASE_URL)
  return new WorkOS(env.WORKOS_API_KEY, {
    clientId: env.WORKOS_CLIENT_ID,
    apiHostname: url.hostname,
    ...(url.port === '' ? {} : { port: Number(url.port) }),
    https: url.protocol === 'https:',
    timeout: WORKOS_MS_MAX,
    // A sign-in or a refresh token spent twice is worse than one that fails.
    maxRetries: 0,
  }).userManagement
}

const Detail = z.object({ code: z.string().catch(''), message: z.string().catch('') })
const Failure = z.object({
  status: z.number().catch(0),
  code: z.string().catch(''),
  /** OAuth's grants fail in their own shape. */
  error: z.string().catch(''),
  message: z.string().catch(''),
  errors: z.array(Detail).catch([]),
})
export type WorkosFailure = { status: number; codes: string[]; details: string[] }

/** The SDK throws a class per status; what counts is the status and WorkOS's own codes. */
export function workosFailure(thrown: unknown): WorkosFailure {
  const { status, code, error, message, errors } = Failure.parse(thrown instanceof Error ? fieldsOf(thrown) : {})
  // A 422 keeps its codes in its message only.
  const inMessage = status === 422 ? message.split(/\s+/) : []
  return {
    status,
    codes: [code, error, ...errors.map((each) => each.code), ...inMessage].filter((each) => each !== ''),
    details: errors.map((each) => each.message).filter((each) => each !== ''),
  }
}

/** True when WorkOS refused, false when it could not be asked. */
export function isRefusal({ status }: WorkosFailure): boolean {
  return status >= 400 && status < 500 && status !== 408 && status !== 429 && status !== 401
}

function fieldsOf(failure: Error): object {
  return { ...failure, message: failure.message }
}
