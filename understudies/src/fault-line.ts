// Where bytes leave an understudy: late, in odd pieces, cut off or not at all, as faults.ts says. Without faults they pass untouched.
import { Duplex } from 'node:stream'
import type { FaultSettings } from './faults.ts'

/** Delayed bytes held for one connection before its writer is made to wait. */
const HELD_BYTES_MAX = 1_048_576

export interface Outlet {
  write(bytes: Uint8Array): void
  cut(): void
}

/** One connection's way out. */
export class FaultLine {
  readonly #outlet: Outlet
  readonly #settings: () => FaultSettings
  readonly #waiting: { bytes: Uint8Array; done: () => void }[] = []
  readonly #timers = new Set<NodeJS.Timeout>()
  readonly #onceSent: (() => void)[] = []
  #held = 0
  #armed: FaultSettings | null = null
  #sent = 0

  constructor(outlet: Outlet, settings: () => FaultSettings) {
    this.#outlet = outlet
    this.#settings = settings
  }

  /** `done` is called when the writer may go on. */
  write(bytes: Uint8Array, done: () => void): void {
    const { latencyMs = 0, halfOpen } = this.#settings()
    if (halfOpen) return done()
    if (latencyMs === 0 && this.#held === 0) {
      this.#pour(bytes)
      return done()
    }
    this.#held += bytes.length
    if (this.#held < HELD_BYTES_MAX) done()
    this.#waiting.push({ bytes, done: this.#held < HELD_BYTES_MAX ? () => undefined : done })
    const timer = setTimeout(() => this.#release(timer), latencyMs)
    this.#timers.add(timer)
  }

  end(): void {
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers.clear()
  }

  /** Runs when nothing is held back any more. */
  onceSent(run: () => void): void {
    if (this.#held === 0) run()
    else this.#onceSent.push(run)
  }

  #release(timer: NodeJS.Timeout): void {
    this.#timers.delete(timer)
    const next = this.#waiting.shift()
    if (!next) return
    this.#held -= next.bytes.length
    this.#pour(next.bytes)
    next.done()
    if (this.#held === 0) for (const run of this.#onceSent.splice(0)) run()
  }

  #pour(bytes: Uint8Array): void {
    const settings = this.#settings()
    if (settings !== this.#armed) {
      this.#armed = settings
      this.#sent = 0
    }
    const room = (settings.dropAfterBytes ?? Infinity) - this.#sent
    const allowed = bytes.length > room ? bytes.subarray(0, Math.max(0, room)) : bytes
    const piece = settings.rechunk ?? Math.max(1, allowed.length)
    for (let at = 0; at < allowed.length; at += piece) this.#outlet.write(allowed.subarray(at, at + piece))
    this.#sent += bytes.length
    if (bytes.length >= room) this.#outlet.cut()
  }
}

/** A socket whose far end suffers the faults in force, also those armed while it is open. */
export class FaultySocket extends Duplex {
  readonly #socket: Duplex
  readonly #line: FaultLine
  readonly #settings: () => FaultSettings

  constructor(socket: Duplex, settings: () => FaultSettings) {
    super({ allowHalfOpen: false })
    this.#socket = socket
    this.#settings = settings
    const cut = (): void => void socket.destroy()
    this.#line = new FaultLine({ write: (bytes) => void socket.write(bytes), cut }, settings)
    socket.on('data', (bytes: Buffer) => {
      if (this.#settings().halfOpen) return
      if (!this.push(bytes)) socket.pause()
    })
    socket.on('end', () => this.push(null))
    socket.on('error', (error) => this.destroy(error))
    socket.on('close', () => this.destroy())
  }

  override _read(): void {
    this.#socket.resume()
  }

  override _write(bytes: Uint8Array, _encoding: BufferEncoding, done: () => void): void {
    this.#line.write(bytes, done)
  }

  override _final(done: () => void): void {
    if (!this.#settings().halfOpen) this.#line.onceSent(() => this.#socket.end())
    done()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#line.end()
    this.#socket.destroy()
    done(error)
  }
}
