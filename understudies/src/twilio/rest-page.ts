// Twilio's list pages: newest first, PageSize up to 1000, neighbours named by path.
import type { RestRequest } from './rest-request.ts'

const PAGE_SIZE = 50
const PAGE_SIZE_MAX = 1_000

export function listPage(
  key: string,
  items: readonly Record<string, unknown>[],
  request: RestRequest,
): Record<string, unknown> {
  const size = whole(request.query.get('PageSize'), PAGE_SIZE, 1, PAGE_SIZE_MAX)
  const page = whole(request.query.get('Page'), 0, 0, Number.MAX_SAFE_INTEGER)
  const shown = items.slice(page * size, (page + 1) * size)
  const uri = (number: number) => {
    const query = new URLSearchParams(request.query)
    query.set('PageSize', String(size))
    query.set('Page', String(number))
    return `${request.path}?${query.toString()}`
  }
  return {
    [key]: shown,
    page,
    page_size: size,
    start: page * size,
    end: Math.max(page * size, page * size + shown.length - 1),
    uri: uri(page),
    first_page_uri: uri(0),
    previous_page_uri: page > 0 ? uri(page - 1) : null,
    next_page_uri: (page + 1) * size < items.length ? uri(page + 1) : null,
  }
}

function whole(written: string | null, fallback: number, min: number, max: number): number {
  if (written === null || !/^\d+$/.test(written)) return fallback
  return Math.min(Math.max(Number(written), min), max)
}
