// Reads anew when the page is opened and whenever the person comes back to its tab: meanwhile the phone may have rung.
import { onBeforeUnmount, onMounted } from 'vue'

export function useOnReturn(read: () => Promise<void>): void {
  const readIfSeen = (): void => {
    if (document.visibilityState === 'visible') void read()
  }
  onMounted(() => {
    void read()
    document.addEventListener('visibilitychange', readIfSeen)
  })
  onBeforeUnmount(() => document.removeEventListener('visibilitychange', readIfSeen))
}
