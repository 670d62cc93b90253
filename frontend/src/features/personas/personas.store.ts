// The catalogue's personas and one's own.
import { computed, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import type { z } from 'zod'
import { createPersona, listPersonas, removePersona, updatePersona, type Persona } from '@callback/contracts/personas'
import { useApi } from '../../api/client.ts'
import { createIntent } from '../../api/intent.ts'
import { fetchInto, idle, ready, type Load } from '../../api/load.ts'

export type PersonaDraft = z.input<typeof createPersona.body>

export const usePersonasStore = defineStore('personas', () => {
  const api = useApi()
  const load = shallowRef<Load<Persona[]>>(idle)
  const making = createIntent()

  const all = computed(() => (load.value.state === 'ready' ? load.value.value : []))
  const catalogue = computed(() => all.value.filter(({ origin }) => origin === 'catalogue'))
  const own = computed(() => all.value.filter(({ origin }) => origin === 'own'))

  const refresh = (): Promise<void> => fetchInto(load, async () => (await api.send(listPersonas, {})).items)
  const ensure = async (): Promise<void> => (load.value.state === 'ready' ? undefined : refresh())
  const find = (id: string): Persona | null => all.value.find((persona) => persona.id === id) ?? null

  async function create(body: PersonaDraft): Promise<Persona> {
    const made = await making.run(body, (key) => api.send(createPersona, { body }, { key }))
    put(made)
    return made
  }

  async function update(id: string, body: z.input<typeof updatePersona.body>): Promise<Persona> {
    const changed = await api.send(updatePersona, { params: { id }, body })
    put(changed)
    return changed
  }

  async function remove(id: string): Promise<void> {
    await api.send(removePersona, { params: { id } })
    load.value = ready(all.value.filter((persona) => persona.id !== id))
  }

  function put(persona: Persona): void {
    const known = all.value.some(({ id }) => id === persona.id)
    load.value = ready(
      known ? all.value.map((one) => (one.id === persona.id ? persona : one)) : [...all.value, persona],
    )
  }

  return { load, all, catalogue, own, refresh, ensure, find, create, update, remove }
})
