// What every part of the exchange is given: time, faults, the way to the application's webhooks, and the debugger.
import type { Clock } from './clock.ts'
import type { Debugger } from './debugger.ts'
import type { Faults } from './faults.ts'
import type { Webhooks } from './webhook.ts'

export type World = {
  accountSid: string
  clock: Clock
  faults: Faults
  webhooks: Webhooks
  notices: Debugger
}
