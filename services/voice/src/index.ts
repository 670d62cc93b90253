import { WorkerEntrypoint } from 'cloudflare:workers'
import { doorForNodes } from './door-for-nodes.ts'
import { neighbours } from './neighbours.ts'

export { CallRoom } from './call-room.ts'
export { NodeRegistry } from './node-registry.ts'

/** What neighbours reach by service binding: tickets, hang-up, live rooms. */
export class Internal extends WorkerEntrypoint<object> {
  override fetch(request: Request): Response | Promise<Response> {
    return neighbours.fetch(request, this.env, this.ctx)
  }
}

/** The public door, for voice nodes alone. */
export default { fetch: doorForNodes.fetch }
