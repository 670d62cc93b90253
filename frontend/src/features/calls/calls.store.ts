// Past calls, and ringing now.
import { computed } from 'vue'
import { defineStore } from 'pinia'
import { isTerminal } from '@callback/domain/call-status'
import { createCall, listCalls, type Call } from '@callback/contracts/calls'
import { useApi } from '../../api/client.ts'
import { createIntent } from '../../api/intent.ts'
import { usePages } from '../../api/pages.ts'

export const useCallsStore = defineStore('calls', () => {
  const api = useApi()
  const pages = usePages<Call>((before) => api.send(listCalls, { query: before === undefined ? {} : { before } }))
  const ringing = createIntent()

  /** The newest call that rings or is talked in: the page may have been opened during one that was scheduled. */
  const ongoing = computed(() => {
    const newest = pages.load.value.state === 'ready' ? pages.load.value.value.items[0] : undefined
    return newest && !isTerminal(newest.status) ? newest : null
  })

  async function callNow(personaId: string, context: string): Promise<Call> {
    const line = context.trim()
    const body = line === '' ? { personaId } : { personaId, context: line }
    return ringing.run(body, (key) => api.send(createCall, { body }, { key }))
  }

  return { load: pages.load, more: pages.more, refresh: pages.refresh, readMore: pages.readMore, ongoing, callNow }
})
