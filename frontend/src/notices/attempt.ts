// Does what a button asked for, and says so when it could not be done.
import { asApiError } from '../api/api-error.ts'
import { useNoticesStore } from './notices.store.ts'

export function useAttempt(): (act: () => Promise<void>) => Promise<void> {
  const notices = useNoticesStore()
  return async (act) => {
    try {
      await act()
    } catch (caught) {
      notices.warn(asApiError(caught).message)
    }
  }
}
