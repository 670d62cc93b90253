// The zone that times are shown in: the signed-in person's, given by the app to everything in it.
import { computed, inject, type ComputedRef, type InjectionKey, type Ref } from 'vue'
import { ownZone } from '../words/zone.ts'

export const ZONE: InjectionKey<Readonly<Ref<string>>> = Symbol('zone')

export function useZone(): Readonly<Ref<string>> | ComputedRef<string> {
  return inject(ZONE, () => computed(ownZone), true)
}
