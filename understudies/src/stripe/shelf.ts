// One kind of object, by id, in order of creation, and Stripe's list envelope over it.
import { randomBytes } from 'node:crypto'
import { missing } from './errors.ts'

/** A long test run's worth of each kind; the oldest go first. */
const OBJECTS_MAX = 20_000
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

export type Paging = { limit: number; starting_after?: string | undefined; ending_before?: string | undefined }

export class Shelf<T extends { id: string }> {
  readonly #objects = new Map<string, T>()
  readonly #what: string

  constructor(what: string) {
    this.#what = what
  }

  add(object: T): T {
    this.#objects.set(object.id, object)
    const [oldest] = this.#objects.keys()
    if (this.#objects.size > OBJECTS_MAX && oldest !== undefined) this.#objects.delete(oldest)
    return object
  }

  find(id: string): T | undefined {
    return this.#objects.get(id)
  }

  get(id: string, param = 'id'): T {
    const object = this.#objects.get(id)
    if (!object) throw missing(this.#what, id, param)
    return object
  }

  all(): T[] {
    return [...this.#objects.values()]
  }

  /** Newest first. */
  list(
    url: string,
    { limit, starting_after: after, ending_before: before }: Paging,
    keep: (object: T) => boolean = () => true,
  ) {
    const kept = this.all().filter(keep).toReversed()
    const position = (id: string) => kept.findIndex((object) => object.id === id)
    const end = before === undefined ? kept.length : Math.max(0, position(before))
    const start = before === undefined ? (after === undefined ? 0 : position(after) + 1) : Math.max(0, end - limit)
    const data = kept.slice(start, Math.min(end, start + limit))
    return { object: 'list', url, data, has_more: before === undefined ? start + data.length < kept.length : start > 0 }
  }
}

export function newId(prefix: string, length = 24): string {
  return `${prefix}_${Array.from(randomBytes(length), (byte) => ALPHABET.charAt(byte % ALPHABET.length)).join('')}`
}

export function seconds(): number {
  return Math.floor(Date.now() / 1_000)
}
