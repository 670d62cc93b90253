// What nobody should send, for every route there is: tests of Workers run these against the routes they serve. All of it
// must be refused with a 4xx that is typed, and nothing may reach the database.
import { z } from 'zod'
import type { Route } from '@callback/contracts/route'
import { BODY_BYTES_MAX } from './body.ts'

export type NaughtyRequest = { what: string; path: string; init: RequestInit; statuses: number[] }

const SOME_ID = 'zzz_00000000000000000000'
const BAD_IDS = ['0', 'null', '%00', '%ff', '..%2f..', "'%20or%201=1--", 'per_short', '🦄', 'x'.repeat(4000)]
/** Wrong for every field of every contract. */
const BAD_VALUES = ['\u0000', 'a\u0007b', '\ud800', [], {}, true, ['x'], { $ne: null }, -1e308, 'x'.repeat(20_000)]
const BAD_JSON = ['not json', '{', '[]', '"text"', '1', 'true', 'null', '{"a":1}{', '['.repeat(20_000), '\ufeff{}x']

/** A valid id for each parameter, so that only what is under test is wrong. */
function goodPath(route: Route): string {
  return route.path.replace(/:(\w+)/g, (_whole, name: string) => goodId(route.params.shape[name]))
}

function goodId(schema: unknown): string {
  if (!(schema instanceof z.ZodType)) return SOME_ID
  const kinds = ['acc', 'usr', 'per', 'sch', 'occ', 'att', 'cal', 'fac', 'pur', 'key', 'job', 'inb']
  const ids = kinds.map((kind) => `${kind}_00000000000000000000`)
  return ids.find((id) => schema.safeParse(id).success) ?? SOME_ID
}

export function naughtyRequests(route: Route): NaughtyRequest[] {
  return [...badPaths(route), ...badQueries(route), ...(route.method === 'GET' ? [] : badBodies(route))]
}

function badPaths(route: Route): NaughtyRequest[] {
  if (!route.path.includes(':')) return []
  return BAD_IDS.map((id) => ({
    what: `id ${id.slice(0, 20)}`,
    path: route.path.replace(/:\w+/g, id),
    init: { method: route.method },
    statuses: [404],
  }))
}

function badQueries(route: Route): NaughtyRequest[] {
  const unknown = 'nope=1'
  const fields = Object.keys(route.query.shape).flatMap((name) => [`${name}=%00`, `${name}=${'x'.repeat(5000)}`])
  const refused = [unknown, ...fields].filter((query) => {
    const given = Object.fromEntries(new URLSearchParams(query))
    return !route.query.safeParse(given).success
  })
  return refused.map((query) => ({
    what: `query ${query.slice(0, 20)}`,
    path: `${goodPath(route)}?${query}`,
    init: { method: route.method },
    statuses: [400],
  }))
}

function badBodies(route: Route): NaughtyRequest[] {
  const request = (what: string, body: BodyInit, statuses: number[], type = 'application/json'): NaughtyRequest => ({
    what,
    path: goodPath(route),
    init: { method: route.method, headers: { 'content-type': type }, body },
    statuses,
  })
  const fields = route.body instanceof z.ZodObject ? Object.keys(route.body.shape) : []
  return [
    request('an unknown field', '{"nope":1}', [400]),
    request('__proto__', '{"__proto__":{"admin":true},"constructor":1}', [400]),
    request('text', '{"a":"b"}', [415], 'text/plain'),
    request('a form', 'a=b', [415], 'application/x-www-form-urlencoded'),
    request('no UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]), [400]),
    request('a huge body', `{"a":"${'x'.repeat(BODY_BYTES_MAX)}"}`, [413]),
    ...BAD_JSON.map((body) => request(`body ${body.slice(0, 12)}`, body, [400])),
    ...fields.flatMap((name) =>
      BAD_VALUES.map((value) => {
        const body = JSON.stringify({ [name]: value })
        return request(`${name} ${body.slice(0, 40)}`, body, [400])
      }),
    ),
  ]
}
