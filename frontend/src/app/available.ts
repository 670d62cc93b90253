// The credits that can be used, or null while they are not known.
import { computed, onMounted, type ComputedRef } from 'vue'
import { useBalanceStore } from '../features/billing/balance.store.ts'

export function useAvailable(): ComputedRef<number | null> {
  const balance = useBalanceStore()
  onMounted(balance.refresh)
  return computed(() => (balance.load.state === 'ready' ? balance.load.value.availableMillicredits : null))
}
