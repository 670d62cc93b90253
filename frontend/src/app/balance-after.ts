// Credits shown in the frame follow a call: held when it begins, charged when it is over.
import { watch } from 'vue'
import { useBalanceStore } from '../features/billing/balance.store.ts'

export function useBalanceAfter(change: () => unknown): void {
  const balance = useBalanceStore()
  watch(change, () => void balance.refresh())
}
