// One procedure call on its way to db-proxy: caller named, body capped, signed, sent within a deadline. Reads are asked
// again when the network fails; a write is sent once, since nobody knows what became of a lost one.
import { z } from 'zod'
import { CATALOGUE } from '@callback/contracts/db/catalogue'
import { PROCEDURE_BODY_BYTES_MAX } from '@callback/contracts/db/procedure'
import { AppError } from '@callback/contracts/errors'
import { signRequest } from '@callback/contracts/signed-request'
import { isTimeout } from '@callback/edge/binding'
import { readJson } from '@callback/edge/body'
import { Breaker } from '@callback/edge/breaker'
import type { Env } from './env.ts'

/** db-proxy's own statement timeout is shorter; a write that takes longer has been given up there. */
const WRITE_MS_MAX = 9_000
/** One try of a read; three of them and the pauses fit into what a service waits. */
const READ_TRY_MS_MAX = 3_500
const READ_TRIES = 3
/** Pause before the second and third try, plus as much again by chance, so that many callers do not come back together. */
const RETRY_PAUSES_MS = [20, 80]

/** db-proxy is ours and restarts within seconds: a pause as long as for a vendor would be an outage of our own making. */
export const BREAKER_OPEN_MS = 5_000

export type Bridge = {
  fetch: typeof fetch
  now: () => number
  pause: (ms: number) => Promise<void>
  /** 0 to 1. */
  chance: () => number
  breaker: Breaker
}

export function newBridge(): Bridge {
  return {
    fetch: (input, init) => fetch(input, init),
    now: () => Date.now(),
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    chance: () => Math.random(),
    breaker: new Breaker(BREAKER_OPEN_MS),
  }
}

const NOT_AVAILABLE = 'The service is not available just now. Please try again.'

const Body = z.looseObject({})

/** `caller` comes from the binding's props, never from the body. */
export async function forward(request: Request, caller: string, env: Env, bridge: Bridge): Promise<Response> {
  const { pathname } = new URL(request.url)
  const procedure = CATALOGUE.get(pathname.replace(/^\/procedures\//, ''))
  if (procedure === undefined || request.method !== 'POST') {
    throw new AppError('unknown_procedure', 'There is no such procedure.')
  }
  const given = Body.safeParse(await readJson(request, PROCEDURE_BODY_BYTES_MAX))
  if (!given.success) throw new AppError('invalid_input', 'The body is not a procedure request.')
  const body = JSON.stringify({ ...given.data, caller })
  const { tries, timeoutMs } = procedure.reads
    ? { tries: READ_TRIES, timeoutMs: READ_TRY_MS_MAX }
    : { tries: 1, timeoutMs: WRITE_MS_MAX }
  for (let n = 1; ; n++) {
    if (!bridge.breaker.admit(bridge.now())) {
      throw new AppError('unavailable', NOT_AVAILABLE, { internal: 'breaker open' })
    }
    try {
      const answer = await sendSigned(`/procedures/${procedure.name}`, body, env, bridge, timeoutMs)
      // Typed answers, refusals included, show that db-proxy lives.
      bridge.breaker.succeeded()
      if (n === tries || (answer.status !== 502 && answer.status !== 503)) return answer
    } catch (failure) {
      bridge.breaker.failed(bridge.now())
      if (n === tries) throw failure
    }
    await bridge.pause((RETRY_PAUSES_MS[n - 1] ?? 0) * (1 + bridge.chance()))
  }
}

async function sendSigned(path: string, body: string, env: Env, bridge: Bridge, timeoutMs: number): Promise<Response> {
  const key = { id: 'workers', secret: env.DB_PROXY_WORKERS_KEY }
  const signature = await signRequest({ method: 'POST', path, body }, key, bridge.now())
  try {
    const response = await bridge.fetch(`${env.DB_PROXY_URL}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...signature },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    })
    // The whole answer belongs to the deadline, and a connection cut half way must be noticed here.
    const answer = await response.text()
    if (response.status >= 500 && !isJson(response)) throw new TypeError(`answered ${response.status} without JSON`)
    return new Response(answer, { status: response.status, headers: { 'content-type': 'application/json' } })
  } catch (cause) {
    if (isTimeout(cause))
      throw new AppError('deadline', 'This took too long. Please try again.', { internal: path, cause })
    throw new AppError('unavailable', NOT_AVAILABLE, { internal: path, cause })
  }
}

function isJson(response: Response): boolean {
  return /^application\/json\b/.test(response.headers.get('content-type') ?? '')
}
