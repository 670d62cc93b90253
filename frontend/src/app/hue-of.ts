// A persona's hue by its id, also for one that is no longer there: lists of past calls keep a colour.
import { onMounted } from 'vue'
import { usePersonasStore } from '../features/personas/personas.store.ts'

const HUE_UNKNOWN = 50

export function useHueOf(): (personaId: string) => number {
  const personas = usePersonasStore()
  onMounted(personas.ensure)
  return (personaId) => personas.find(personaId)?.hue ?? HUE_UNKNOWN
}
