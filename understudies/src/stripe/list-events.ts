// GET /v1/events, filtered by type; a type may end in a star.
import { z } from 'zod'
import type { Events } from './events.ts'
import { ignored, paging, text } from './params.ts'

const List = z.strictObject({
  ...paging,
  type: text.optional(),
  types: z.array(text).max(20).optional(),
  delivery_success: ignored,
})

export function listEvents(events: Events, params: unknown) {
  const query = List.parse(params)
  const wanted = query.types ?? (query.type === undefined ? ['*'] : [query.type])
  const keep = (type: string) =>
    wanted.some((each) => (each.endsWith('*') ? type.startsWith(each.slice(0, -1)) : type === each))
  return events.shelf.list('/v1/events', query, (event) => keep(event.type))
}
