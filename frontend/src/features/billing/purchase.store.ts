// A purchase the person comes back from: paying is confirmed by the provider a moment after the checkout page lets go.
import { shallowRef } from 'vue'
import { defineStore } from 'pinia'
import { listPurchases, type Purchase } from '@callback/contracts/billing'
import { asApiError } from '../../api/api-error.ts'
import { useApi } from '../../api/client.ts'
import { followUntil } from '../../api/follow-until.ts'

export type PurchaseNews = { state: 'none' | 'confirming' | 'left' | 'late' } | { state: 'paid'; millicredits: number }

/** Confirmation usually takes seconds. After half a minute the ledger is the place to look. */
const LOOK_MS = 2000
const LOOKS_MAX = 15

export const usePurchaseStore = defineStore('purchase', () => {
  const api = useApi()
  const news = shallowRef<PurchaseNews>({ state: 'none' })

  async function look(id: string): Promise<void> {
    try {
      const { items } = await api.send(listPurchases, { query: {} })
      const purchase = items.find((one) => one.id === id)
      if (purchase) news.value = newsOf(purchase)
    } catch (caught) {
      // The next look may succeed; the last word is then "late", which is true.
      asApiError(caught)
    }
  }

  async function follow(id: string, signal: AbortSignal): Promise<void> {
    news.value = { state: 'confirming' }
    await look(id)
    await followUntil({
      isSo: () => news.value.state !== 'confirming',
      look: () => look(id),
      waitMs: () => LOOK_MS,
      looksMax: LOOKS_MAX,
      signal,
    })
    if (news.value.state === 'confirming') news.value = { state: 'late' }
  }

  function leave(): void {
    news.value = { state: 'left' }
  }

  return { news, follow, leave }
})

function newsOf({ status, millicredits }: Purchase): PurchaseNews {
  switch (status) {
    case 'paid':
      return { state: 'paid', millicredits }
    case 'expired':
      return { state: 'left' }
    case 'open':
      return { state: 'confirming' }
  }
}
