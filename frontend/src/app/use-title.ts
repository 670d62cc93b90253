// A page's title when it is known only after loading: a persona's name, a call.
import { watchEffect } from 'vue'
import { titled } from './use-arrival.ts'

export function useTitle(title: () => string | null): void {
  watchEffect(() => {
    const known = title()
    if (known !== null) document.title = titled(known)
  })
}
