// The virtual phone by HTTP, as anyone can script it; what it heard is measured by its own play-out clock.
import { z } from 'zod'

const Segment = z.object({ startMs: z.number(), endMs: z.number() })
const View = z.object({
  state: z.enum(['idle', 'ringing', 'dialling', 'in-call']),
  call: z.object({ sid: z.string() }).nullable(),
  audibleMs: z.number(),
  silentMs: z.number().nullable(),
  elapsedMs: z.number(),
  heard: z.array(Segment),
  said: z.array(z.object({ text: z.string(), startMs: z.number().nullable(), endMs: z.number().nullable() })),
})
export type PhoneView = z.infer<typeof View>

/** Quiet for this long, the persona has finished speaking: it pauses for less between sentences. */
const FINISHED_MS = 900
/** Longest wait for anything on the phone but a scheduled minute. */
const WAIT_MS_MAX = 20_000
const POLL_MS = 25

export class VirtualPhone {
  readonly #url: string

  constructor(understudyPort: number, number: string) {
    this.#url = `http://localhost:${understudyPort}/phone/${number}`
  }

  async view(): Promise<PhoneView> {
    return View.parse(await (await fetch(this.#url)).json())
  }

  async #do(verb: string, body: object = {}): Promise<void> {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    const response = await fetch(`${this.#url}/${verb}`, init)
    if (!response.ok) throw new Error(`the phone cannot ${verb}: ${await response.text()}`)
  }

  answer = (): Promise<void> => this.#do('answer')
  decline = (): Promise<void> => this.#do('decline')
  hangUp = (): Promise<void> => this.#do('hang-up')
  dial = (to: string, attested = true): Promise<void> => this.#do('dial', { to, attested })
  /** Returns when the last of it was sent. */
  say = (text: string): Promise<void> => this.#do('say', { text, wait: true })

  async until(what: string, holds: (view: PhoneView) => boolean, withinMs = WAIT_MS_MAX): Promise<PhoneView> {
    const deadline = Date.now() + withinMs
    for (;;) {
      const view = await this.view()
      if (holds(view)) return view
      if (Date.now() > deadline)
        throw new Error(`not within ${withinMs} ms: ${what}; the phone: ${JSON.stringify(view)}`)
      await new Promise((resolve) => setTimeout(resolve, POLL_MS))
    }
  }

  /** The persona has spoken since this moment of the call, and has finished. */
  answeredSince(ms: number): Promise<PhoneView> {
    return this.until(
      'an answer',
      (view) => (view.heard.at(-1)?.endMs ?? 0) > ms + 300 && (view.silentMs ?? 0) > FINISHED_MS,
    )
  }
}
