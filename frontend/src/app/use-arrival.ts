// What happens on arriving at a page: its title is set and reading begins at its heading, also for screen readers.
import { nextTick, shallowRef, type Ref } from 'vue'
import { useRouter } from 'vue-router'

const SITE = 'CallbackApp'

export function titled(title: string): string {
  return title === '' ? SITE : `${title} · ${SITE}`
}

export function useArrival(): { busy: Ref<boolean> } {
  const router = useRouter()
  const busy = shallowRef(false)
  let arrivedOnce = false
  router.beforeEach((to, from) => {
    busy.value = to.path !== from.path
    return true
  })
  router.afterEach(async (to, from) => {
    busy.value = false
    if (to.path !== from.path || !arrivedOnce) document.title = titled(to.meta.title)
    const moved = arrivedOnce && to.path !== from.path
    arrivedOnce = true
    if (!moved || to.hash !== '') return
    await nextTick()
    const heading = document.querySelector<HTMLElement>('main h1')
    heading?.focus({ preventScroll: true })
  })
  router.onError(() => (busy.value = false))
  return { busy }
}
