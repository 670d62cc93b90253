// How one call performs its verbs: on its line, its phone, its streams and its webhooks.
import { callParams } from './call-params.ts'
import type { CallRecord } from './call-record.ts'
import type { Handset } from './handset.ts'
import { hum } from './hum.ts'
import type { Line } from './line.ts'
import { MediaStream, type StreamEvent } from './media-stream.ts'
import type { Scene } from './perform-twiml.ts'
import { fetchRecording } from './recording.ts'
import type { Form } from './signature.ts'
import { fetchTwiml, type TwimlDocument, type TwimlSource } from './twiml-source.ts'
import type { StreamNoun } from './twiml.ts'
import { wait } from './wait.ts'
import type { World } from './world.ts'

export type SceneParts = {
  record: CallRecord
  line: Line
  handset: Handset
  world: World
  pickUp(): void
  reject(reason: 'rejected' | 'busy'): void
}

export class CallScene implements Scene {
  readonly #parts: SceneParts
  #stream: MediaStream | null = null

  constructor(parts: SceneParts) {
    this.#parts = parts
  }

  fetch(source: TwimlSource): Promise<TwimlDocument> {
    const { record, world } = this.#parts
    const { webhooks, faults, notices } = world
    return fetchTwiml(source, { params: () => callParams(record), callSid: record.sid, webhooks, faults, notices })
  }

  pickUp(): void {
    this.#parts.pickUp()
  }

  reject(reason: 'rejected' | 'busy'): void {
    this.#parts.reject(reason)
  }

  pause(seconds: number, signal: AbortSignal): Promise<void> {
    return wait(this.#parts.world.clock, seconds * 1000, signal)
  }

  async say(text: string, signal: AbortSignal): Promise<void> {
    this.#parts.handset.told(text)
    await this.#parts.line.play(hum(text), signal)
  }

  async play(url: string, signal: AbortSignal): Promise<void> {
    const audio = await fetchRecording(url, signal)
    if (signal.aborted) return
    if (audio) return this.#parts.line.play(audio, signal)
    this.#parts.world.notices.raise(13520, 'Play: not audio this understudy can play', this.#parts.record.sid)
  }

  stream(noun: StreamNoun, signal: AbortSignal): Promise<Form> {
    const { record, line, world } = this.#parts
    const { promise, resolve } = Promise.withResolvers<Form>()
    const stream = new MediaStream(noun, {
      accountSid: record.accountSid,
      callSid: record.sid,
      line,
      clock: world.clock,
      faults: world.faults,
      notices: world.notices,
      signUpgrade: (url) => world.webhooks.signUpgrade(url),
    })
    const stop = () => stream.stop()
    this.#stream = stream
    signal.addEventListener('abort', stop, { once: true })
    stream.open((event) => {
      this.#report(noun, stream.sid, event)
      if (event.type === 'started') return
      signal.removeEventListener('abort', stop)
      if (this.#stream === stream) this.#stream = null
      resolve([['StreamSid', stream.sid], ...(event.type === 'failed' ? [['StreamError', event.text] as const] : [])])
    })
    return promise
  }

  refuse(verb: string): void {
    this.#parts.world.notices.raise(12200, `<${verb}> cannot be performed in a voice call`, this.#parts.record.sid)
  }

  press(digit: string): void {
    this.#stream?.press(digit)
  }

  #report(noun: StreamNoun, streamSid: string, event: StreamEvent): void {
    if (noun.statusCallback === null) return
    const { record, world } = this.#parts
    const name =
      event.type === 'started' ? 'stream-started' : event.type === 'stopped' ? 'stream-stopped' : 'stream-error'
    const form: Array<readonly [string, string]> = [
      ['AccountSid', record.accountSid],
      ['CallSid', record.sid],
      ['StreamSid', streamSid],
      ['StreamName', noun.name || streamSid],
      ['StreamEvent', name],
      ['Timestamp', world.clock.date().toISOString()],
    ]
    if (event.type === 'failed') form.push(['StreamError', event.text])
    void world.webhooks.send({ url: noun.statusCallback, method: noun.statusCallbackMethod, form })
  }
}
