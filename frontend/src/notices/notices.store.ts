// Short messages about what was just done, some with a way back.
import { shallowRef } from 'vue'
import { defineStore } from 'pinia'

export type Notice = {
  id: number
  tone: 'good' | 'bad'
  text: string
  action: { label: string; act: () => void } | null
}

/** More than this at once is not read. The oldest goes first. */
const NOTICES_MAX = 3
const SHOWN_MS = 5000
/** A way back needs time to be seen and reached by keyboard. */
const SHOWN_WITH_ACTION_MS = 9000

export const useNoticesStore = defineStore('notices', () => {
  const notices = shallowRef<readonly Notice[]>([])
  let newest = 0

  function add(tone: Notice['tone'], text: string, action: Notice['action'] = null): void {
    const id = (newest += 1)
    notices.value = [...notices.value, { id, tone, text, action }].slice(-NOTICES_MAX)
    setTimeout(() => dismiss(id), action ? SHOWN_WITH_ACTION_MS : SHOWN_MS)
  }

  function dismiss(id: number): void {
    notices.value = notices.value.filter((notice) => notice.id !== id)
  }

  const tell = (text: string, action: Notice['action'] = null): void => add('good', text, action)
  const warn = (text: string): void => add('bad', text)

  return { notices, tell, warn, dismiss }
})
