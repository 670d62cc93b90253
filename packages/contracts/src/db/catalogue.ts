// Every procedure there is, by name. db-proxy must implement exactly these; a test compares.
import * as calls from './calls.ts'
import * as inbox from './inbox.ts'
import * as money from './money.ts'
import * as people from './people.ts'
import * as personas from './personas.ts'
import * as schedules from './schedules.ts'
import type { Procedure } from './procedure.ts'

const isProcedure = (value: unknown): value is Procedure =>
  typeof value === 'object' && value !== null && 'authority' in value && 'callers' in value

const all = [calls, inbox, money, people, personas, schedules].flatMap((topic) =>
  Object.values(topic).filter(isProcedure),
)

export const CATALOGUE: ReadonlyMap<string, Procedure> = new Map(all.map((one) => [one.name, one]))
