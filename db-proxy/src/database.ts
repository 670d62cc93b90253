// The pool: bounded, and every statement, lock and idle transaction on it has an end.
import postgres from 'postgres'

/** Enough to keep two cores of Postgres busy; more would only wait inside Postgres instead of here. */
export const CONNECTIONS_MAX = 10
/** A statement that takes longer has been given up by its Worker. */
export const STATEMENT_MS_MAX = 5_000
/** A row that stays locked this long means trouble that waiting longer does not cure. */
export const LOCK_MS_MAX = 4_000
/** A transaction holds no locks while nobody works on it. */
export const IDLE_IN_TRANSACTION_MS_MAX = 10_000
const CONNECT_SECONDS_MAX = 5

/** Counts and millicredits are bigint in Postgres and stay far below 2^53 here; one that does not must not be rounded. */
const bigint = {
  to: 20,
  from: [20],
  serialize: (value: number) => String(value),
  parse: (raw: string) => {
    const value = Number(raw)
    if (!Number.isSafeInteger(value)) throw new RangeError('a bigint beyond exact numbers')
    return value
  },
}

export function openPool(url: string, connectionsMax = CONNECTIONS_MAX) {
  return postgres(url, {
    max: connectionsMax,
    connect_timeout: CONNECT_SECONDS_MAX,
    types: { bigint },
    transform: { column: { from: postgres.toCamel } },
    onnotice: () => undefined,
    connection: {
      application_name: 'db-proxy',
      TimeZone: 'UTC',
      statement_timeout: STATEMENT_MS_MAX,
      lock_timeout: LOCK_MS_MAX,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS_MAX,
    },
  })
}

export type Pool = ReturnType<typeof openPool>
/** A connection inside a transaction. */
export type Tx = postgres.ISql<{ bigint: number }>
