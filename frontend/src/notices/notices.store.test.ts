import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createPinia, setActivePinia } from 'pinia'
import { useNoticesStore } from './notices.store.ts'

beforeEach(() => {
  vi.useFakeTimers()
  setActivePinia(createPinia())
})
afterEach(() => {
  vi.useRealTimers()
})

it('leaves more time when there is a way back', () => {
  const notices = useNoticesStore()
  notices.tell('Saved.')
  notices.tell('Cancelled.', { label: 'Undo', act: () => {} })
  vi.advanceTimersByTime(6000)
  expect(notices.notices.map(({ text }) => text)).toEqual(['Cancelled.'])
  vi.advanceTimersByTime(4000)
  expect(notices.notices).toEqual([])
})

it('shows the newest three', () => {
  const notices = useNoticesStore()
  for (const text of ['1', '2', '3', '4']) notices.warn(text)
  expect(notices.notices.map(({ text }) => text)).toEqual(['2', '3', '4'])
})
