// Credits shown in the frame follow a call: read again when it is over.
import { watch } from 'vue'
import { useBalanceStore } from '../features/billing/balance.store.ts'

export function useBalanceAfter(isOver: () => boolean): void {
  const balance = useBalanceStore()
  watch(isOver, () => void balance.refresh())
}
