// What one persona remembers about the person.
import { shallowRef } from 'vue'
import { defineStore } from 'pinia'
import { listFacts, removeFact, updateFact, type Fact } from '@callback/contracts/personas'
import { useApi } from '../../api/client.ts'
import { usePages } from '../../api/pages.ts'

export const useFactsStore = defineStore('facts', () => {
  const api = useApi()
  const personaId = shallowRef('')
  const pages = usePages<Fact>((before) =>
    api.send(listFacts, { params: { id: personaId.value }, query: before === undefined ? {} : { before } }),
  )

  async function open(id: string): Promise<void> {
    if (id !== personaId.value) pages.clear()
    personaId.value = id
    await pages.refresh()
  }

  async function correct(id: string, text: string): Promise<void> {
    const corrected = await api.send(updateFact, { params: { id }, body: { text } })
    pages.change((facts) => facts.map((fact) => (fact.id === id ? corrected : fact)))
  }

  async function forget(id: string): Promise<void> {
    await api.send(removeFact, { params: { id } })
    pages.change((facts) => facts.filter((fact) => fact.id !== id))
  }

  return { load: pages.load, more: pages.more, readMore: pages.readMore, refresh: pages.refresh, open, correct, forget }
})
