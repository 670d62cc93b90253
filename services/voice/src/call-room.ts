// One live call's room: the node tells, browsers watch. Keeps the last events with sequence numbers. Losing it never touches
// the call: browsers fill the gap from the stored turns.
import { DurableObject } from 'cloudflare:workers'
import { LIVE_EVENTS_KEPT, LIVE_VERSION, LiveEvent } from '@callback/contracts/live'
import type { LiveMessage } from '@callback/contracts/live'
import { log } from '@callback/edge/log'

/** After the end the room is kept this long for late watchers, then emptied. */
const KEPT_AFTER_END_MS = 60 * 60_000
/** What the node's finish takes at most when all is well: it is sent at the same moment as the end is told here. */
const FINISH_SECONDS = 2
/** Browsers of one call: a household's screens, not an audience. */
const WATCHERS_MAX = 50

type Stored = Extract<LiveMessage, { type: 'event' }>

export class CallRoom extends DurableObject<{ AFTER_CALL: Queue }> {
  override async fetch(request: Request): Promise<Response> {
    const url = new URL(request.url)
    const [browser, own] = Object.values(new WebSocketPair())
    if (browser === undefined || own === undefined) throw new Error('no socket pair')
    if (url.pathname === '/node') {
      await this.ctx.storage.put('call', url.searchParams.get('call'))
      this.ctx.acceptWebSocket(own, ['node'])
    } else {
      if (this.ctx.getWebSockets('browser').length >= WATCHERS_MAX) return new Response(null, { status: 429 })
      this.ctx.acceptWebSocket(own, ['browser'])
      await this.greet(own, Number(url.searchParams.get('after') ?? 0))
    }
    return new Response(null, { status: 101, webSocket: browser })
  }

  override async webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): Promise<void> {
    if (!this.ctx.getTags(socket).includes('node') || typeof data !== 'string') return
    const event = LiveEvent.safeParse(parse(data))
    if (!event.success) {
      log.warn('a node sent no live event', {})
      return
    }
    const newest = await this.newest()
    const stored: Stored = { type: 'event', seq: newest + 1, at: new Date().toISOString(), event: event.data }
    await this.ctx.storage.put({ [keyOf(stored.seq)]: stored, newest: stored.seq })
    if (stored.seq > LIVE_EVENTS_KEPT) await this.ctx.storage.delete(keyOf(stored.seq - LIVE_EVENTS_KEPT))
    const text = JSON.stringify(stored)
    for (const watcher of this.ctx.getWebSockets('browser')) watcher.send(text)
    if (event.data.type === 'ended') await this.ended()
  }

  override webSocketClose(socket: WebSocket, code: number): void {
    // 1005 and 1006 only describe a missing code; they may not be sent.
    socket.close(code === 1005 || code === 1006 ? 1000 : code)
  }

  override async alarm(): Promise<void> {
    for (const watcher of this.ctx.getWebSockets()) watcher.close(1000, 'over')
    await this.ctx.storage.deleteAll()
  }

  /** After-call work can begin once the node's last word is committed; a hint that comes too early is made good by the sweep. */
  private async ended(): Promise<void> {
    const callId = await this.ctx.storage.get<string>('call')
    if (callId !== undefined) await this.env.AFTER_CALL.send({ callId }, { delaySeconds: FINISH_SECONDS })
    await this.ctx.storage.setAlarm(Date.now() + KEPT_AFTER_END_MS)
  }

  private async greet(socket: WebSocket, after: number): Promise<void> {
    const kept = [...(await this.ctx.storage.list<Stored>({ prefix: 'event:' })).values()]
    const newest = await this.newest()
    const hello: LiveMessage = { type: 'hello', v: LIVE_VERSION, oldest: kept[0]?.seq ?? newest + 1, newest }
    socket.send(JSON.stringify(hello))
    for (const stored of kept) if (stored.seq > after) socket.send(JSON.stringify(stored))
  }

  private async newest(): Promise<number> {
    return (await this.ctx.storage.get<number>('newest')) ?? 0
  }
}

/** Keys sort as text: the number is padded to stay in order. */
const keyOf = (seq: number): string => `event:${String(seq).padStart(9, '0')}`

function parse(data: string): unknown {
  try {
    return JSON.parse(data)
  } catch {
    return null
  }
}
