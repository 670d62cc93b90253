// What a procedure works with: one transaction, under one database role, for one account. Procedures get no other way to
// the database, and declare by the function they are made with under which authority they run.
import type { z } from 'zod'
import type { Authority, Procedure } from '@callback/contracts/db/procedure'
import { AppError, invalidInput } from '@callback/contracts/errors'
import type { TicketClaims } from '@callback/contracts/ticket'
import type { Tx } from './database.ts'

export type Role = 'app_tenant' | 'app_resolver' | 'app_operator'

export type Tools = {
  mintCapability: (claims: CapabilityClaims) => Promise<string>
  readTicket: (ticket: string) => Promise<TicketClaims | null>
  /** Whom a call seems to come from when its persona has no number. */
  fromNumber: string
  /** An apply that failed is kept for later; the log says why, without content. */
  warn: (message: string, error: unknown) => void
}

export type CapabilityClaims = {
  account: string
  user: string | null
  object: string
  procedures: string[]
  exp: number
}

/** `now` is the transaction's: the database's clock is the only one that counts. */
export type Work = { sql: Tx; now: Date; tools: Tools; requestId: string }
export type TenantWork = Work & { account: string }
export type PersonWork = TenantWork & { user: string }

export type Granted = Work & { account: string | null; user: string | null }

export type Implementation = {
  contract: Procedure
  /** Parses the input, so that nothing is opened for a wrong one. */
  prepare: (input: unknown) => (work: Granted) => Promise<unknown>
}

/** Takes on a role, and an account or none, until the transaction ends or the next change. */
export async function takeRole(sql: Tx, role: Role, account: string | null, user: string | null): Promise<Date> {
  const [moment] = await sql<{ now: Date }[]>`
    select set_config('role', ${role}, true), set_config('app.account', ${account ?? ''}, true),
      set_config('app.user', ${user ?? ''}, true), now()`
  if (moment === undefined) throw new Error('no moment')
  return moment.now
}

/** A resolver that found whose row it is goes on as that account; it does not come back in the same transaction. */
export async function actFor(work: Work, account: string): Promise<TenantWork> {
  await takeRole(work.sql, 'app_tenant', account, null)
  return { ...work, account }
}

type Run<W, I extends z.ZodType, O extends z.ZodType> = (work: W, input: z.output<I>) => Promise<z.input<O>>

export function forPerson<I extends z.ZodType, O extends z.ZodType>(
  contract: Procedure<I, O>,
  run: Run<PersonWork, I, O>,
): Implementation {
  return implement(contract, ['principal', 'operator'], (work, input) => {
    const { account, user } = work
    if (account === null || user === null) throw new Error(`${contract.name} has no person`)
    return run({ ...work, account, user }, input)
  })
}

export function forCapability<I extends z.ZodType, O extends z.ZodType>(
  contract: Procedure<I, O>,
  run: Run<TenantWork, I, O>,
): Implementation {
  return implement(contract, ['capability'], (work, input) => {
    const { account } = work
    if (account === null) throw new Error(`${contract.name} has no account`)
    return run({ ...work, account }, input)
  })
}

export function forResolver<I extends z.ZodType, O extends z.ZodType>(
  contract: Procedure<I, O>,
  run: Run<Work, I, O>,
): Implementation {
  return implement(contract, ['resolver'], run)
}

function implement<I extends z.ZodType, O extends z.ZodType>(
  contract: Procedure<I, O>,
  kinds: readonly Authority['kind'][],
  run: Run<Granted, I, O>,
): Implementation {
  if (!kinds.includes(contract.authority.kind)) throw new Error(`${contract.name} is made for another authority`)
  return {
    contract,
    prepare: (given) => {
      const parsed = contract.input.safeParse(given)
      if (!parsed.success) throw invalidInput(parsed.error)
      return async (work) => contract.output.parse(await run(work, parsed.data))
    },
  }
}

/** The row that must be there: another account's is as good as none. */
export function found<T>(row: T | undefined, what: string): T {
  if (row === undefined) throw new AppError('not_found', `There is no such ${what}.`)
  return row
}
