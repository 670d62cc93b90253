// From the bytes of a request to a procedure's answer. The order is the protection: signature before parsing, caller before
// procedure, authority before input, and only then the database.
import { CATALOGUE } from '@callback/contracts/db/catalogue'
import { ProcedureRequest } from '@callback/contracts/db/procedure'
import { AppError, invalidInput } from '@callback/contracts/errors'
import { SERVICES } from '@callback/contracts/route'
import type { Nonces } from '@callback/contracts/signed-request'
import { verifyRequest } from '@callback/contracts/signed-request'
import { authorize } from './authority.ts'
import type { Keys } from './authority.ts'
import type { Answer } from './idempotency.ts'
import type { Runner } from './run.ts'
import type { Implementation } from './work.ts'

export type Arrived = { method: string; path: string; body: string; header: (name: string) => string | undefined }
/** What the log may know: names out of the contract, never content. */
export type Seen = { requestId: string; procedure?: string; caller?: string }

export type DoorParts = {
  run: Runner
  table: ReadonlyMap<string, Implementation>
  keys: Keys
  /** Key id → secret. */
  signingKeys: ReadonlyMap<string, string>
  nonces: Nonces
  bornMs: number
  now: () => number
}

export type Door = (arrived: Arrived, seen: Seen) => Promise<Answer>

export function makeDoor(parts: DoorParts): Door {
  return async (arrived, seen) => {
    const nowMs = parts.now()
    const { nonces, bornMs } = parts
    const verdict = await verifyRequest(arrived, arrived.header, parts.signingKeys, { nonces, bornMs }, nowMs)
    if (!verdict.ok)
      throw new AppError('bad_signature', 'The request is not signed as it must be.', { internal: verdict.why })

    const parsed = ProcedureRequest.safeParse(parseJson(arrived.body))
    if (!parsed.success) throw invalidInput(parsed.error)
    const request = parsed.data
    seen.requestId = request.requestId
    if (!maySpeakFor(verdict.keyId, request.caller))
      throw new AppError('forbidden', 'This key does not speak for that caller.')
    seen.caller = request.caller

    const name = /^\/procedures\/([a-z_.]{1,60})$/.exec(arrived.path)?.[1] ?? ''
    const [contract, implementation] = [CATALOGUE.get(name), parts.table.get(name)]
    if (contract === undefined || implementation === undefined) {
      throw new AppError('unknown_procedure', 'There is no such procedure.')
    }
    seen.procedure = name
    if (!contract.callers.some((caller) => caller === request.caller)) {
      throw new AppError('forbidden', 'This caller may not run this procedure.')
    }
    const grant = await authorize(contract, request, parts.keys, nowMs)
    const { input, requestId, idempotencyKey } = request
    return parts.run(implementation, grant, { input, requestId, idempotencyKey })
  }
}

/** The Workers share one key behind the `database` Worker, which names them by their binding; the node has its own. */
function maySpeakFor(keyId: string, caller: string): boolean {
  return keyId === 'node' ? caller === 'node' : keyId === 'workers' && SERVICES.some((service) => service === caller)
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch (cause) {
    throw new AppError('invalid_input', 'The body is not JSON.', { fields: { body: 'is not JSON' }, cause })
  }
}
