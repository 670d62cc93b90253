import { worker } from '@callback/edge/worker'
import { Env } from './env.ts'

export { Db } from './db.ts'

/** Without a binding's props there is nobody to run procedures for: the default door only says that it is there. */
export default worker('database', Env)
