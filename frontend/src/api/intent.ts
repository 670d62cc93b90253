// What the person means to do once. While the outcome is unknown, doing the same again carries the same key, so that a
// repeat never rings or pays twice; a definite answer, or another wish, begins anew.
import { asApiError } from './api-error.ts'

export type Intent = { run<T>(wish: unknown, act: (key: string) => Promise<T>): Promise<T> }

export function createIntent(newKey: () => string = () => crypto.randomUUID()): Intent {
  let pending: { wish: string; key: string } | null = null
  return {
    async run(wish, act) {
      const wished = JSON.stringify(wish)
      const mine = pending?.wish === wished ? pending : { wish: wished, key: newKey() }
      pending = mine
      try {
        const result = await act(mine.key)
        if (pending === mine) pending = null
        return result
      } catch (caught) {
        const error = asApiError(caught)
        if (!error.outcomeUnknown && pending === mine) pending = null
        throw error
      }
    },
  }
}
