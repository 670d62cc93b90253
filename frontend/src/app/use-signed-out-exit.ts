// When the session ends, here or on the server, the whole page is left: nothing of one person stays in memory for the next.
import { watch } from 'vue'
import { useRouter } from 'vue-router'
import { useSessionStore } from '../features/session/session.store.ts'

export function useSignedOutExit(): void {
  const session = useSessionStore()
  const router = useRouter()
  watch(
    () => session.session,
    (now, before) => {
      if (now.state !== 'signed-out' || before.state !== 'signed-in') return
      const { fullPath } = router.currentRoute.value
      // Who was put out comes back to where they were; who left begins at the beginning.
      const query = now.byChoice || fullPath === '/' ? {} : { returnTo: fullPath }
      location.assign(router.resolve({ name: 'sign-in', query }).href)
    },
  )
}
