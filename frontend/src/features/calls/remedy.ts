// Where a refused call can be put right.
import type { RouteLocationRaw } from 'vue-router'
import type { ApiError } from '../../api/api-error.ts'

export function remedyFor(error: ApiError | null): { to: RouteLocationRaw; label: string } | null {
  switch (error?.code) {
    case 'too_little_credit':
      return { to: { name: 'credits' }, label: 'Get credits' }
    case 'phone_unverified':
      return { to: { name: 'account', hash: '#phone' }, label: 'Confirm your number' }
    case 'line_busy':
      return { to: { name: 'calls' }, label: 'See your calls' }
    default:
      return null
  }
}
