import { WorkerEntrypoint } from 'cloudflare:workers'
import { app } from './app.ts'

/** What neighbours reach; the default export is the providers' public door. */
export class Internal extends WorkerEntrypoint {
  override fetch(): Response {
    return Response.json({ service: 'webhooks', ok: true })
  }
}

export default { fetch: app.fetch }
