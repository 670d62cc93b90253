// A list that comes in pages: its first page as a load, and "more".
import { shallowRef, type ShallowRef } from 'vue'
import { asApiError } from './api-error.ts'
import { fetchInto, idle, ready, type Load } from './load.ts'

export type Page<T> = { items: readonly T[]; next: string | null }
export type More = { state: 'idle' | 'loading' } | { state: 'failed'; message: string }

export type Pages<T> = {
  load: ShallowRef<Load<Page<T>>>
  more: ShallowRef<More>
  refresh(): Promise<void>
  readMore(): Promise<void>
  change(edit: (items: readonly T[]) => readonly T[]): void
  clear(): void
}

export function usePages<T extends { id: string }>(fetchPage: (before?: string) => Promise<Page<T>>): Pages<T> {
  const load = shallowRef<Load<Page<T>>>(idle)
  const more = shallowRef<More>({ state: 'idle' })
  /** Counts what made older answers stale: a refresh or a clear. */
  let epoch = 0

  async function refresh(): Promise<void> {
    const mine = (epoch += 1)
    more.value = { state: 'idle' }
    await fetchInto(
      load,
      () => fetchPage(),
      () => mine === epoch,
    )
  }

  async function readMore(): Promise<void> {
    const mine = epoch
    if (load.value.state !== 'ready' || load.value.value.next === null || more.value.state === 'loading') return
    more.value = { state: 'loading' }
    try {
      const page = await fetchPage(load.value.value.next)
      if (mine !== epoch) return
      const known = new Set(load.value.value.items.map(({ id }) => id))
      const fresh = page.items.filter(({ id }) => !known.has(id))
      load.value = ready({ items: [...load.value.value.items, ...fresh], next: page.next })
      more.value = { state: 'idle' }
    } catch (caught) {
      const { message } = asApiError(caught)
      if (mine === epoch) more.value = { state: 'failed', message }
    }
  }

  function change(edit: (items: readonly T[]) => readonly T[]): void {
    if (load.value.state !== 'ready') return
    load.value = ready({ ...load.value.value, items: edit(load.value.value.items) })
  }

  function clear(): void {
    epoch += 1
    load.value = idle
    more.value = { state: 'idle' }
  }

  return { load, more, refresh, readMore, change, clear }
}
