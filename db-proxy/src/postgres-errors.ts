// What Postgres says → what the caller hears. Constraint names are ours, so they may choose the words; values never leave.
import postgres from 'postgres'
import { AppError } from '@callback/contracts/errors'

const CONFLICTS: Record<string, string> = {
  phones_number_key: 'This number belongs to another account.',
  users_email: 'This e-mail address belongs to another account.',
  facts_known_once: 'This is remembered already.',
  purchases_session_id_key: 'This payment belongs to another purchase.',
}

export function isPostgresError(error: unknown): error is postgres.PostgresError {
  return error instanceof postgres.PostgresError
}

/** Nothing was done, and the same once more may well succeed. */
export function isTransient(error: unknown): boolean {
  return isPostgresError(error) && (error.code === '40001' || error.code === '40P01')
}

export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error
  if (isPostgresError(error)) {
    const { code, constraint_name: constraint = '' } = error
    switch (code) {
      case '23505':
        return new AppError('conflict', CONFLICTS[constraint] ?? 'This exists already.', { cause: error })
      case '23514':
        if (constraint === 'balances_available') {
          return new AppError('too_little_credit', 'There is not enough credit.', { cause: error })
        }
        break
      case '22021':
      case '22P05':
        return new AppError('invalid_input', 'Some text holds characters that cannot be kept.', { cause: error })
      case '40001':
      case '40P01':
        return new AppError('unavailable', 'Too many changes at once. Please try again.', { cause: error })
      case '57014':
      case '55P03':
        return new AppError('deadline', 'This took too long. Please try again.', { cause: error })
      case '53300':
      case '57P01':
      case '57P02':
      case '57P03':
        return new AppError('unavailable', 'The database is not available just now.', { cause: error })
    }
  } else if (isConnectionError(error)) {
    return new AppError('unavailable', 'The database is not available just now.', { cause: error })
  }
  return new AppError('internal', 'Something went wrong on our side.', { cause: error })
}

const CONNECTION_CODES = new Set(['CONNECTION_CLOSED', 'CONNECTION_ENDED', 'CONNECTION_DESTROYED', 'CONNECT_TIMEOUT', 'ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND']) // prettier-ignore

function isConnectionError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && CONNECTION_CODES.has(error.code)
}
