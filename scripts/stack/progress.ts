// What the person at the terminal sees: one line per step with the time since the beginning, and the table at the end.

export class Progress {
  readonly #began = performance.now()

  seconds(): string {
    return `${((performance.now() - this.#began) / 1000).toFixed(1)} s`
  }

  step(what: string): void {
    console.log(`${this.seconds().padStart(8)}  ${what}`)
  }
}

export function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([label]) => label.length))
  return rows.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`).join('\n')
}
