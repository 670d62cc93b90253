// Things that happened, and a way to wait for one without polling.

export interface Inbox<T> {
  readonly all: T[]
  push(item: T): void
  /** The first item that matches, already there or still to come. */
  until(matches: (item: T) => boolean): Promise<T>
}

export function inbox<T>(): Inbox<T> {
  const all: T[] = []
  let waiting: { matches: (item: T) => boolean; resolve: (item: T) => void }[] = []
  return {
    all,
    push(item) {
      all.push(item)
      const met = waiting.filter((one) => one.matches(item))
      waiting = waiting.filter((one) => !met.includes(one))
      for (const one of met) one.resolve(item)
    },
    until(matches) {
      const there = all.find(matches)
      if (there !== undefined) return Promise.resolve(there)
      return new Promise((resolve) => waiting.push({ matches, resolve }))
    },
  }
}
