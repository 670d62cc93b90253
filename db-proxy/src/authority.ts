// May this caller run this procedure, and for whom? Decided from signed statements alone, before anything is opened.
import type { Procedure, ProcedureRequest } from '@callback/contracts/db/procedure'
import { verifyCapability } from '@callback/contracts/capability'
import { AppError } from '@callback/contracts/errors'
import { verifyPrincipal } from '@callback/contracts/principal'
import type { ClaimsKey } from '@callback/contracts/signed-claims'
import type { Role } from './work.ts'

export type Keys = { principal: ClaimsKey; capability: ClaimsKey }
export type Grant = { role: Role; account: string | null; user: string | null }

export async function authorize(
  procedure: Procedure,
  request: ProcedureRequest,
  keys: Keys,
  nowMs: number,
): Promise<Grant> {
  const { authority } = procedure
  switch (authority.kind) {
    case 'resolver':
      return { role: 'app_resolver', account: null, user: null }
    case 'principal':
    case 'operator': {
      const principal = await verifyPrincipal(request.principal ?? '', keys.principal, nowMs)
      if (principal === null) throw new AppError('unauthenticated', 'Please sign in again.')
      const { account, user } = principal
      if (authority.kind === 'principal') return { role: 'app_tenant', account, user }
      if (!principal.roles.includes('operator')) throw new AppError('forbidden', 'Only operators may do this.')
      return { role: 'app_operator', account, user }
    }
    case 'capability': {
      const capability = await verifyCapability(request.capability ?? '', keys.capability, nowMs)
      const refused = () => new AppError('forbidden', 'This needs a capability for the object it names.')
      if (capability === null || !capability.procedures.includes(procedure.name)) throw refused()
      if (objectNamed(request.input, authority.object) !== capability.object) throw refused()
      return { role: 'app_tenant', account: capability.account, user: capability.user }
    }
  }
}

function objectNamed(input: unknown, field: string): unknown {
  return typeof input === 'object' && input !== null && Object.hasOwn(input, field)
    ? Reflect.get(input, field)
    : undefined
}
