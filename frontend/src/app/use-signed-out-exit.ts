// When the session ends, here or on the server, the whole page is left: nothing of one person stays in memory for the next.
import { watch } from 'vue'
import { useRouter } from 'vue-router'
import { useSessionStore } from '../features/session/session.store.ts'

export function useSignedOutExit(): void {
  const session = useSessionStore()
  const router = useRouter()
  watch(
    () => session.session.state,
    (state, before) => {
      if (state !== 'signed-out' || before !== 'signed-in') return
      const { fullPath } = router.currentRoute.value
      location.assign(router.resolve({ name: 'sign-in', query: fullPath === '/' ? {} : { returnTo: fullPath } }).href)
    },
  )
}
