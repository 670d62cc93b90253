// Packs on sale, and beginning to buy one.
import { shallowRef } from 'vue'
import { defineStore } from 'pinia'
import { createPurchase, listPacks, type Pack } from '@callback/contracts/billing'
import { useApi } from '../../api/client.ts'
import { createIntent } from '../../api/intent.ts'
import { fetchInto, idle, type Load } from '../../api/load.ts'

export const usePacksStore = defineStore('packs', () => {
  const api = useApi()
  const load = shallowRef<Load<Pack[]>>(idle)
  const buying = createIntent()

  const refresh = (): Promise<void> => fetchInto(load, async () => (await api.send(listPacks, {})).items)

  /** Answers with the page to pay on. */
  async function buy(packId: string): Promise<string> {
    const body = { packId }
    const { checkoutUrl } = await buying.run(body, (key) => api.send(createPurchase, { body }, { key }))
    return checkoutUrl
  }

  return { load, refresh, buy }
})
