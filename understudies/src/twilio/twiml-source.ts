// Where a call's next TwiML comes from, and what is performed when it cannot be had.
import type { Debugger } from './debugger.ts'
import type { Faults } from './faults.ts'
import type { Form } from './signature.ts'
import { parseTwiml, TwimlError, type Verb } from './twiml.ts'
import type { WebhookMethod, WebhookReply, Webhooks } from './webhook.ts'

export type TwimlSource =
  | { kind: 'inline'; twiml: string }
  | {
      kind: 'url'
      url: string
      method: WebhookMethod
      extra?: Form
      fallback?: { url: string; method: WebhookMethod } | null
    }

/** `base` is what relative addresses in the document are relative to. */
export type TwimlDocument = { verbs: Verb[]; base: string | null }

export type TwimlAsker = {
  params(): Form
  callSid: string
  webhooks: Webhooks
  faults: Faults
  notices: Debugger
}

const apology: Verb[] = [
  { verb: 'say', text: 'We are sorry. An application error has occurred. Goodbye.', times: 1 },
  { verb: 'hangup' },
]

export async function fetchTwiml(source: TwimlSource, asker: TwimlAsker): Promise<TwimlDocument> {
  if (source.kind === 'inline') return readDocument(source.twiml, null, asker) ?? { verbs: apology, base: null }
  const first = await ask(source.url, source.method, source.extra ?? [], asker)
  if (first.document) return first.document
  if (!source.fallback) return { verbs: apology, base: null }
  const errors: Form = [
    ['ErrorCode', String(first.code)],
    ['ErrorUrl', source.url],
  ]
  const second = await ask(source.fallback.url, source.fallback.method, errors, asker)
  return second.document ?? { verbs: apology, base: null }
}

type Answer = { document: TwimlDocument } | { document: null; code: number }

async function ask(url: string, method: WebhookMethod, extra: Form, asker: TwimlAsker): Promise<Answer> {
  const request = { url, method, form: [...asker.params(), ...extra] }
  let reply = await asker.webhooks.send(request)
  if (asker.faults.spend('duplicateVoiceWebhooks')) reply = await asker.webhooks.send(request)
  const trouble = troubleWith(reply)
  if (trouble) {
    asker.notices.raise(trouble.code, trouble.text, asker.callSid)
    return { document: null, code: trouble.code }
  }
  const body = reply.kind === 'reply' ? reply.body : ''
  const document = body.trim() === '' ? { verbs: [], base: url } : readDocument(body, url, asker)
  return document ? { document } : { document: null, code: 12100 }
}

function troubleWith(reply: WebhookReply): { code: number; text: string } | null {
  if (reply.kind === 'failed') {
    const text = reply.status === null ? `HTTP retrieval failure (${reply.reason})` : `HTTP ${reply.status} reply`
    return { code: reply.reason === 'ct' ? 11205 : 11200, text }
  }
  if (reply.body.trim() === '' || /^(text|application)\/(xml|html)|^application\/.*\+xml/i.test(reply.contentType))
    return null
  return { code: 12300, text: 'Invalid Content-Type' }
}

function readDocument(source: string, base: string | null, asker: TwimlAsker): TwimlDocument | null {
  try {
    return { verbs: parseTwiml(source), base }
  } catch (error) {
    if (!(error instanceof TwimlError)) throw error
    asker.notices.raise(error.code, error.message, asker.callSid)
    return null
  }
}
