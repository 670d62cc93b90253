// The phones' door: pages, JSON, actions, and one websocket a page for state and sound.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import { isFromThisMachine, readBody, sendJson, TooLarge } from '../twilio/http.ts'
import { isE164 } from '../twilio/telephone.ts'
import { act, refusal } from './phone-actions.ts'
import { sendPage } from './page-files.ts'
import type { Phones } from './phones.ts'
import { phonesView, phoneView } from './phone-view.ts'

/** Pages open on one phone at a time; the next is refused. */
const WATCHERS_MAX = 256
/** A page that cannot keep up misses sound rather than growing this process. */
const BUFFERED_BYTES_MAX = 256_000

const path = /^\/phone\/([^/]+)(?:\/([\w-]+))?$/

export class PhoneDoor {
  readonly #phones: Phones
  readonly #sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: 1_024 })

  constructor(phones: Phones) {
    this.#phones = phones
  }

  async serve(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const wantsPage = request.headers.accept?.includes('text/html') ?? false
    if (url.pathname.startsWith('/phone-page/')) return sendPage(response, url.pathname.slice('/phone-page/'.length))
    if (url.pathname === '/phone' || url.pathname === '/phone/') {
      return wantsPage ? sendPage(response, 'list.html') : sendJson(response, 200, phonesView(this.#phones))
    }
    const found = numberAndAction(url)
    if (!found)
      return sendJson(response, 404, refusal(404, 'not-found', 'There is nothing here. Try /phone/+14155550100').body)
    const phone = this.#phones.at(found.number)
    if (request.method === 'GET' && found.action === null) {
      return wantsPage ? sendPage(response, 'phone.html') : sendJson(response, 200, phoneView(phone))
    }
    if (request.method === 'GET' && found.action === 'audio') {
      const wav = phone.heard.wav()
      response.writeHead(200, {
        'Content-Type': 'audio/wav',
        'Content-Length': wav.length,
        'Cache-Control': 'no-store',
      })
      response.end(wav)
      return
    }
    if (request.method !== 'POST' || found.action === null) {
      return sendJson(response, 405, refusal(405, 'method', 'Use GET to look and POST to act.').body)
    }
    await this.#act(request, response, found.number, found.action)
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const found = numberAndAction(url)
    const allowed =
      found?.action === 'events' && isFromThisMachine(request) && this.#sockets.clients.size < WATCHERS_MAX
    if (!allowed) {
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
      return
    }
    this.#sockets.handleUpgrade(request, socket, head, (page) => this.#show(page, found.number))
  }

  close(): void {
    for (const page of this.#sockets.clients) page.terminate()
    this.#sockets.close()
  }

  async #act(request: IncomingMessage, response: ServerResponse, number: string, action: string): Promise<void> {
    if (!isFromThisMachine(request)) {
      return sendJson(response, 403, refusal(403, 'forbidden', 'A page from elsewhere may not use this phone.').body)
    }
    const input = await readJson(request)
    if (input === 'unreadable') return sendJson(response, 400, refusal(400, 'invalid', 'The body is not JSON.').body)
    const reply = await act(action, input.json, this.#phones.at(number), this.#phones)
    if (reply) return sendJson(response, reply.status, reply.body)
    sendJson(response, 404, refusal(404, 'not-found', `A phone cannot ${action}.`).body)
  }

  #show(page: WebSocket, number: string): void {
    const phone = this.#phones.at(number)
    let scheduled = false
    const push = () => {
      scheduled = false
      const contacts = this.#phones.carrier.contacts()
      page.send(JSON.stringify({ type: 'phone', phone: phoneView(phone), contacts }))
    }
    const stop = phone.watch((event) => {
      if (event.kind === 'audio') {
        if (page.bufferedAmount < BUFFERED_BYTES_MAX) page.send(event.frame)
        return
      }
      if (scheduled) return
      scheduled = true
      setImmediate(push)
    })
    page.on('close', stop)
    page.on('error', () => page.terminate())
    push()
  }
}

function numberAndAction(url: URL): { number: string; action: string | null } | null {
  const [, written, action] = path.exec(url.pathname) ?? []
  if (written === undefined || !/^(%2B|\+)\d+$/i.test(written)) return null
  const number = decodeURIComponent(written)
  return isE164(number) ? { number, action: action ?? null } : null
}

async function readJson(request: IncomingMessage): Promise<{ json: unknown } | 'unreadable'> {
  try {
    const text = await readBody(request)
    return { json: text.trim() === '' ? {} : JSON.parse(text) }
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TooLarge) return 'unreadable'
    throw error
  }
}
