// Where a thing that must be fetched stands.
import { asApiError } from './api-error.ts'

export type Load<T> =
  | { state: 'idle' }
  | { state: 'loading' }
  | { state: 'ready'; value: T }
  | { state: 'failed'; message: string; missing: boolean }

export const idle = { state: 'idle' } as const
export const loading = { state: 'loading' } as const
export const ready = <T>(value: T): Load<T> => ({ state: 'ready', value })

export function failed(caught: unknown): { state: 'failed'; message: string; missing: boolean } {
  const error = asApiError(caught)
  return {
    state: 'failed',
    message: error.message,
    missing: error.code === 'not_found' || error.code === 'invalid_input',
  }
}

/** Keeps what is shown while it is fetched anew; shows `loading` only when there is nothing to keep. */
export async function fetchInto<T>(
  target: { value: Load<T> },
  fetchValue: () => Promise<T>,
  isCurrent: () => boolean = () => true,
): Promise<void> {
  if (target.value.state !== 'ready') target.value = loading
  try {
    const value = await fetchValue()
    if (isCurrent()) target.value = ready(value)
  } catch (caught) {
    const failure = failed(caught)
    if (isCurrent()) target.value = failure
  }
}
