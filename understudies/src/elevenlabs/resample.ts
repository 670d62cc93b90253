// Changes the sample rate of a stream without delay: a windowed sinc, one table per phase.

/** Zero crossings to each side of the kernel: enough for speech. */
const CROSSINGS = 12
/** Share of the narrower band that passes. */
const PASS = 0.92

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b))

export class Resampler {
  readonly #up: number
  readonly #down: number
  readonly #half: number
  readonly #kernels: Float64Array[]
  #pending: number[] = []
  /** Index of the first pending input sample; the stream is preceded by silence. */
  #from: number
  #next = 0

  constructor(from: number, to: number) {
    const divisor = gcd(from, to)
    this.#up = to / divisor
    this.#down = from / divisor
    const band = Math.min(1, to / from) * PASS
    this.#half = from === to ? 1 : Math.ceil(CROSSINGS / band)
    this.#from = -this.#half
    this.#pending = new Array<number>(this.#half).fill(0)
    this.#kernels = Array.from({ length: this.#up }, (_, phase) =>
      this.#kernel(phase / this.#up, from === to ? 1 : band),
    )
  }

  push(samples: ArrayLike<number>): Int16Array {
    for (let i = 0; i < samples.length; i++) this.#pending.push(samples[i] ?? 0)
    const out: number[] = []
    for (;;) {
      const at = this.#next * this.#down
      const centre = Math.floor(at / this.#up)
      if (centre + this.#half >= this.#from + this.#pending.length) break
      out.push(this.#at(centre - this.#half + 1 - this.#from, at % this.#up))
      this.#next += 1
    }
    const keepFrom = Math.floor((this.#next * this.#down) / this.#up) - this.#half + 1
    const spent = Math.max(0, Math.min(this.#pending.length, keepFrom - this.#from))
    this.#pending = this.#pending.slice(spent)
    this.#from += spent
    return Int16Array.from(out)
  }

  /** What silence after the end still lets through. */
  flush(): Int16Array {
    return this.push(new Int16Array(this.#half))
  }

  #at(first: number, phase: number): number {
    const kernel = this.#kernels[phase] ?? new Float64Array()
    let sum = 0
    for (let tap = 0; tap < kernel.length; tap++) sum += (kernel[tap] ?? 0) * (this.#pending[first + tap] ?? 0)
    return Math.max(-32_768, Math.min(32_767, Math.round(sum)))
  }

  #kernel(fraction: number, band: number): Float64Array {
    const taps = Float64Array.from({ length: 2 * this.#half }, (_, tap) => {
      const x = tap - this.#half + 1 - fraction
      const sinc = x === 0 ? 1 : Math.sin(Math.PI * band * x) / (Math.PI * band * x)
      return sinc * Math.cos((Math.PI * x) / (2 * this.#half + 2)) ** 2
    })
    const total = taps.reduce((sum, tap) => sum + tap, 0)
    return taps.map((tap) => tap / total)
  }
}
