import { app } from './app.ts'
import { consumeDials } from './consume-dials.ts'

export { DialPacer } from './dial-pacer.ts'
export default { fetch: app.fetch, queue: consumeDials }
