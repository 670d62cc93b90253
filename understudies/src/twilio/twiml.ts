// TwiML as typed verbs. A verb the understudy cannot perform is refused as a document error, never skipped.
import type { WebhookMethod } from './webhook.ts'
import { parseXml, XmlError, type Element } from './xml.ts'

export type StreamNoun = {
  url: string
  name: string
  parameters: Record<string, string>
  statusCallback: string | null
  statusCallbackMethod: WebhookMethod
}

export type Verb =
  | { verb: 'connect'; action: string | null; method: WebhookMethod; stream: StreamNoun }
  | { verb: 'hangup' }
  | { verb: 'pause'; seconds: number }
  | { verb: 'say'; text: string; times: number }
  | { verb: 'play'; url: string; times: number }
  | { verb: 'reject'; reason: 'rejected' | 'busy' }
  | { verb: 'redirect'; url: string; method: WebhookMethod }
  | { verb: 'message'; body: string; to: string | null; from: string | null }

export class TwimlError extends Error {
  readonly code: number
  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}

/** Twilio repeats `loop="0"` for ever; here for ever ends so that a call cannot outlive its document by accident. */
const TIMES_MAX = 100
/** Name and value together. */
const PARAMETER_CHARS_MAX = 500

export function parseTwiml(source: string): Verb[] {
  let root: Element
  try {
    root = parseXml(source.trim())
  } catch (error) {
    if (error instanceof XmlError) throw new TwimlError(12100, `Document parse failure: ${error.message}`)
    throw error
  }
  if (root.name !== 'Response') throw new TwimlError(12100, `Document parse failure: <${root.name}> is not <Response>`)
  return root.children.map(readVerb)
}

function readVerb(element: Element): Verb {
  const { attributes, text } = element
  switch (element.name) {
    case 'Connect':
      return {
        verb: 'connect',
        action: attributes.action ?? null,
        method: method(attributes.method),
        stream: stream(element),
      }
    case 'Hangup':
      return { verb: 'hangup' }
    case 'Pause':
      return { verb: 'pause', seconds: count(attributes.length, 1) }
    case 'Say':
      return { verb: 'say', text: text.trim(), times: times(attributes.loop) }
    case 'Play':
      return { verb: 'play', url: text.trim(), times: times(attributes.loop) }
    case 'Reject':
      return { verb: 'reject', reason: attributes.reason === 'busy' ? 'busy' : 'rejected' }
    case 'Redirect':
      return { verb: 'redirect', url: text.trim(), method: method(attributes.method) }
    case 'Message':
    case 'Sms':
      return { verb: 'message', body: messageBody(element), to: attributes.to ?? null, from: attributes.from ?? null }
    default:
      throw new TwimlError(12200, `Schema validation: <${element.name}> is not a verb this understudy performs`)
  }
}

function stream(connect: Element): StreamNoun {
  const [noun, second] = connect.children
  if (noun?.name !== 'Stream' || second) throw new TwimlError(12200, 'Schema validation: <Connect> needs one <Stream>')
  const parameters: Record<string, string> = {}
  for (const child of noun.children) {
    const { name, value } = child.attributes
    if (child.name !== 'Parameter' || !name)
      throw new TwimlError(12200, 'Schema validation: <Stream> holds <Parameter name value>')
    if (name.length + (value?.length ?? 0) > PARAMETER_CHARS_MAX) {
      throw new TwimlError(12200, 'Schema validation: a <Parameter> may have 500 characters, name and value together')
    }
    parameters[name] = value ?? ''
  }
  return {
    url: noun.attributes.url ?? '',
    name: noun.attributes.name ?? '',
    parameters,
    statusCallback: noun.attributes.statusCallback ?? null,
    statusCallbackMethod: method(noun.attributes.statusCallbackMethod),
  }
}

function messageBody(message: Element): string {
  const body = message.children.find((child) => child.name === 'Body')
  return (body ?? message).text.trim()
}

function method(written: string | undefined): WebhookMethod {
  return written?.toUpperCase() === 'GET' ? 'GET' : 'POST'
}

function times(loop: string | undefined): number {
  const wanted = count(loop, 1)
  return wanted === 0 ? TIMES_MAX : Math.min(wanted, TIMES_MAX)
}

function count(written: string | undefined, fallback: number): number {
  if (written === undefined) return fallback
  if (!/^\d+$/.test(written))
    throw new TwimlError(12200, `Schema validation: ${JSON.stringify(written)} is not a number`)
  return Number(written)
}
