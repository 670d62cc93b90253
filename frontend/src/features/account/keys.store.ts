// API keys of the account. A secret is handed to the page once and never kept here.
import { shallowRef } from 'vue'
import { defineStore } from 'pinia'
import { createKey, listKeys, removeKey, type ApiKey } from '@callback/contracts/me'
import { useApi } from '../../api/client.ts'
import { fetchInto, idle, ready, type Load } from '../../api/load.ts'

export const useKeysStore = defineStore('keys', () => {
  const api = useApi()
  const load = shallowRef<Load<ApiKey[]>>(idle)

  const refresh = (): Promise<void> => fetchInto(load, async () => (await api.send(listKeys, {})).items)
  const known = (): ApiKey[] => (load.value.state === 'ready' ? load.value.value : [])

  async function create(name: string): Promise<string> {
    const { key, secret } = await api.send(createKey, { body: { name } })
    load.value = ready([key, ...known()])
    return secret
  }

  async function revoke(id: string): Promise<void> {
    await api.send(removeKey, { params: { id } })
    load.value = ready(known().filter((key) => key.id !== id))
  }

  return { load, refresh, create, revoke }
})
