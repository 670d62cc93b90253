// Every public route, in the order openapi.json lists them. The gateway forwards exactly these.
import * as admin from './admin.ts'
import * as billing from './billing.ts'
import * as calls from './calls.ts'
import * as costs from './costs.ts'
import * as me from './me.ts'
import * as personas from './personas.ts'
import * as schedules from './schedules.ts'
import type { Route } from './route.ts'

const isRoute = (value: unknown): value is Route =>
  typeof value === 'object' && value !== null && 'path' in value && 'access' in value

export const ROUTES: readonly Route[] = [me, personas, calls, schedules, billing, costs, admin].flatMap((topic) =>
  Object.values(topic).filter(isRoute),
)
