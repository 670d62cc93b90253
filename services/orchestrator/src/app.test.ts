import { afterAll, beforeAll } from 'vitest'
import { refusesNaughtyRequests } from '@callback/edge/naughty-contract'
import { created, stage } from './stage.ts'

let set: Awaited<ReturnType<typeof stage>>
beforeAll(async () => {
  set = await stage({}, () => created)
})
afterAll(() => set.twilio.close())

refusesNaughtyRequests('orchestrator', () => ({
  request: (path, init) => set.app.request(path, init, set.env),
  asked: () => set.database.asked.length,
  person: set.person,
}))
