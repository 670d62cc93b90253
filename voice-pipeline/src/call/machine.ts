// Run to completion: one fact in, all its effects out, then the next fact. Effects may report facts; those wait their turn.

export interface Machine<State, Event> {
  send(event: Event): void
  state(): State
}

export function machine<State, Event, Effect>(
  initial: State,
  step: (state: State, event: Event) => [State, readonly Effect[]],
  perform: (effect: Effect) => void,
  settled: (state: State) => void,
): Machine<State, Event> {
  let state = initial
  let running = false
  const waiting: Event[] = []
  return {
    state: () => state,
    send(event) {
      waiting.push(event)
      if (running) return
      running = true
      try {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
          const [after, effects] = step(state, next)
          state = after
          effects.forEach(perform)
        }
        settled(state)
      } finally {
        running = false
        waiting.length = 0
      }
    },
  }
}
