// WorkOS's list envelope: cursors by id, newest first unless told otherwise.
const LIMIT_DEFAULT = 10
const LIMIT_MAX = 100

export type Listed<W> = { object: 'list'; data: W[]; list_metadata: { before: string | null; after: string | null } }

/** `items` are oldest first. */
export function paginate<T extends { id: string }, W>(
  items: readonly T[],
  query: URLSearchParams,
  wire: (item: T) => W,
  orderDefault: 'asc' | 'desc' = 'desc',
): Listed<W> {
  const order = query.get('order') ?? orderDefault
  const sorted = order === 'asc' ? items : items.toReversed()
  const limit = Math.min(Math.max(1, Number(query.get('limit') ?? LIMIT_DEFAULT) || LIMIT_DEFAULT), LIMIT_MAX)
  const position = (id: string | null) => (id === null ? -1 : sorted.findIndex((item) => item.id === id))
  const before = position(query.get('before'))
  const start = before >= 0 ? Math.max(0, before - limit) : position(query.get('after')) + 1
  const shown = sorted.slice(start, before >= 0 ? before : start + limit)
  const more = start + shown.length < sorted.length
  const metadata = {
    before: start > 0 ? (shown[0]?.id ?? null) : null,
    after: more ? (shown.at(-1)?.id ?? null) : null,
  }
  return { object: 'list', data: shown.map(wire), list_metadata: metadata }
}
