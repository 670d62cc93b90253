// A page's cursor is the id of its last item: row security sees to it that another account's leads nowhere.

type Query = { limit: number; before?: string | undefined }

/** Lists ask for one row more than the page holds: whether it comes says whether there is a next page. */
export const rowsFor = (query: Query): number => query.limit + 1

export function pageOf<R, T>(rows: readonly R[], query: Query, toItem: (row: R) => T, cursorOf: (row: R) => string) {
  const shown = rows.slice(0, query.limit)
  const last = shown.at(-1)
  return { items: shown.map(toItem), next: rows.length > shown.length && last !== undefined ? cursorOf(last) : null }
}
