// Where to go after signing in: where the person wanted to go, if that is a page of this site.
import { computed, type ComputedRef } from 'vue'
import { useRoute } from 'vue-router'
import { safeReturn } from '../features/session/authorize-address.ts'

export function useReturnTo(): ComputedRef<string> {
  const route = useRoute()
  return computed(() => safeReturn(route.query['returnTo']))
}
