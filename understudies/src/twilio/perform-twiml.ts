// Performs a call's TwiML, verb after verb, until a document ends without naming another. Knows nothing of sockets.
import type { TwimlDocument, TwimlSource } from './twiml-source.ts'
import type { StreamNoun, Verb } from './twiml.ts'
import type { Form } from './signature.ts'

export type Scene = {
  fetch(source: TwimlSource): Promise<TwimlDocument>
  /** Answers an inbound call; nothing on one that is answered already. */
  pickUp(): void
  reject(reason: 'rejected' | 'busy'): void
  pause(seconds: number, signal: AbortSignal): Promise<void>
  say(text: string, signal: AbortSignal): Promise<void>
  play(url: string, signal: AbortSignal): Promise<void>
  /** Resolves when the stream is over, with what its `action` is told. */
  stream(noun: StreamNoun, signal: AbortSignal): Promise<Form>
  refuse(verb: string): void
}

/** Documents one call may be sent through; a redirect loop ends here. */
const DOCUMENTS_MAX = 200

/** Resolves when there is nothing left to perform: the caller hangs up. */
export async function performTwiml(source: TwimlSource, scene: Scene, signal: AbortSignal): Promise<void> {
  let next: TwimlSource | null = source
  for (let documents = 0; next && documents < DOCUMENTS_MAX; documents++) {
    const document: TwimlDocument = await scene.fetch(next)
    if (signal.aborted) return
    next = await performDocument(document, scene, signal)
  }
}

async function performDocument(
  document: TwimlDocument,
  scene: Scene,
  signal: AbortSignal,
): Promise<TwimlSource | null> {
  for (const verb of document.verbs) {
    if (verb.verb !== 'reject' && verb.verb !== 'redirect') scene.pickUp()
    const outcome = await performVerb(verb, document.base, scene, signal)
    if (signal.aborted || outcome === 'end') return null
    if (outcome !== 'next') return outcome
  }
  return null
}

async function performVerb(
  verb: Verb,
  base: string | null,
  scene: Scene,
  signal: AbortSignal,
): Promise<'next' | 'end' | TwimlSource> {
  switch (verb.verb) {
    case 'hangup':
      return 'end'
    case 'pause':
      await scene.pause(verb.seconds, signal)
      return 'next'
    case 'say':
      for (let i = 0; i < verb.times && !signal.aborted; i++) await scene.say(verb.text, signal)
      return 'next'
    case 'play':
      for (let i = 0; i < verb.times && !signal.aborted; i++) await scene.play(resolve(verb.url, base), signal)
      return 'next'
    case 'reject':
      scene.reject(verb.reason)
      return 'end'
    case 'redirect':
      return { kind: 'url', url: resolve(verb.url, base), method: verb.method }
    case 'message':
      scene.refuse('Message')
      return 'next'
    case 'connect': {
      const extra = await scene.stream(verb.stream, signal)
      return verb.action === null
        ? 'next'
        : { kind: 'url', url: resolve(verb.action, base), method: verb.method, extra }
    }
  }
}

/** Absolute addresses stay exactly as written: they are what gets signed. */
function resolve(written: string, base: string | null): string {
  if (base === null || URL.canParse(written)) return written
  return URL.canParse(written, base) ? new URL(written, base).href : written
}
