// The main places of the app, in the order of the navigation.
import type { IconName } from '../ui/icon-paths.ts'

export type Place = { name: string; label: string; icon: IconName; inside: readonly string[] }

export const PLACES: readonly Place[] = [
  { name: 'home', label: 'Personas', icon: 'people', inside: ['home', 'persona', 'new-persona', 'edit-persona'] },
  { name: 'schedules', label: 'Schedules', icon: 'clock', inside: ['schedules'] },
  { name: 'calls', label: 'Calls', icon: 'call', inside: ['calls', 'call'] },
  { name: 'credits', label: 'Credits', icon: 'wallet', inside: ['credits'] },
  { name: 'account', label: 'You', icon: 'person', inside: ['account'] },
]
