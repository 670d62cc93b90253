import { worker } from '@callback/edge/worker'
import { Env } from './env.ts'
import { sweep } from './sweep.ts'

const app = worker('executor', Env)

export default {
  fetch: app.fetch,
  async scheduled(_tick: ScheduledController, rawEnv: object): Promise<void> {
    await sweep(rawEnv)
  },
}
