// WorkOS's refusals of a sign-in or sign-up, as our errors.
import { AppError } from '@callback/contracts/errors'
import { isRefusal, workosFailure } from './workos.ts'

const WRONG = ['invalid_credentials', 'entity_not_found', 'user_not_found', 'invalid_grant']
const TAKEN = ['email_not_available', 'duplicate_user', 'email_already_exists']
/** Needs a step that only the hosted sign-in has. */
const HOSTED_ONLY = [
  'email_verification_required',
  'mfa_enrollment',
  'mfa_challenge',
  'organization_selection_required',
  'sso_required',
]

export function signInRefusal(thrown: unknown): AppError {
  const failure = workosFailure(thrown)
  const has = (codes: readonly string[]) => failure.codes.some((code) => codes.includes(code))
  const internal = `WorkOS ${failure.status} ${failure.codes.join(' ')}`
  if (!isRefusal(failure) && !has(WRONG)) {
    const message = 'Signing in is not available just now. Please try again.'
    const code = failure.status === 429 ? 'rate_limited' : failure.status === 401 ? 'upstream_failed' : 'unavailable'
    return new AppError(code, message, { internal, cause: thrown })
  }
  if (has(TAKEN)) {
    return new AppError('email_taken', 'There is already an account with this e-mail address.', {
      fields: { email: 'is taken' },
    })
  }
  if (failure.codes.some((code) => code.startsWith('password_'))) {
    const reason = failure.details.join(' ') || 'is too weak'
    return new AppError('invalid_input', 'Please choose a stronger password.', { fields: { password: reason } })
  }
  if (failure.codes.some((code) => code.startsWith('email_') && code !== 'email_verification_required')) {
    return new AppError('invalid_input', 'Please check the e-mail address.', {
      fields: { email: 'is not an address we can use' },
    })
  }
  if (has(HOSTED_ONLY)) {
    return new AppError('forbidden', 'One more step is needed. Please continue with the hosted sign-in.', { internal })
  }
  if (has(WRONG)) return new AppError('wrong_credentials', 'That e-mail and password do not match.')
  return new AppError('upstream_failed', 'Signing in did not work. Please try again.', { internal, cause: thrown })
}
