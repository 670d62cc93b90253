// Past calls, and ringing now.
import { defineStore } from 'pinia'
import { createCall, listCalls, type Call } from '@callback/contracts/calls'
import { useApi } from '../../api/client.ts'
import { createIntent } from '../../api/intent.ts'
import { usePages } from '../../api/pages.ts'

export const useCallsStore = defineStore('calls', () => {
  const api = useApi()
  const pages = usePages<Call>((before) => api.send(listCalls, { query: before === undefined ? {} : { before } }))
  const ringing = createIntent()

  async function callNow(personaId: string, context: string): Promise<Call> {
    const line = context.trim()
    const body = line === '' ? { personaId } : { personaId, context: line }
    return ringing.run(body, (key) => api.send(createCall, { body }, { key }))
  }

  return { load: pages.load, more: pages.more, refresh: pages.refresh, readMore: pages.readMore, callNow }
})
