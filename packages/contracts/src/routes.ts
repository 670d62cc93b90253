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

const METHODS = ['GET', 'POST', 'PATCH', 'DELETE']

/** By path, not as the modules list them: module namespaces and bundlers each have their own order. */
function inOrder(a: Route, b: Route): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1
  return METHODS.indexOf(a.method) - METHODS.indexOf(b.method)
}

export const ROUTES: readonly Route[] = [me, personas, calls, schedules, billing, costs, admin].flatMap((topic) =>
  Object.values(topic).filter(isRoute).sort(inOrder),
)
