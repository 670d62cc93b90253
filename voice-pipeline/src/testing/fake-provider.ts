// A provider's WebSocket server on loopback, played by hand: says what it is told to, keeps what it was sent.
import { createServer } from 'node:http'
import { WebSocketServer, type WebSocket } from 'ws'
import { listening } from '../listening.ts'
import { jsonOrNull } from '../speech/json.ts'
import { inbox, type Inbox } from './inbox.ts'

export type Received = { json: Record<string, unknown>; bytes: Buffer | null }

export type FakeProvider = {
  url: string
  upgrades: { path: string; headers: Record<string, unknown> }[]
  received: Inbox<Received>
  connected: Inbox<WebSocket>
  closed: Inbox<number>
  say(message: object | string): void
  close(): Promise<void>
}

/** `refuse`: the HTTP status with which every upgrade is answered. */
export async function fakeProvider(refuse: number | null = null): Promise<FakeProvider> {
  const server = createServer()
  const sockets = new WebSocketServer({ noServer: true })
  const upgrades: FakeProvider['upgrades'] = []
  const provider = {
    upgrades,
    received: inbox<Received>(),
    connected: inbox<WebSocket>(),
    closed: inbox<number>(),
  }
  server.on('upgrade', (request, socket, head) => {
    provider.upgrades.push({ path: request.url ?? '', headers: request.headers })
    if (refuse !== null) {
      socket.end(`HTTP/1.1 ${refuse} No\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`)
      return
    }
    sockets.handleUpgrade(request, socket, head, (ws) => {
      ws.on('message', (data, isBinary) => {
        const bytes = data instanceof Buffer ? data : Buffer.alloc(0)
        const json = isBinary ? null : jsonOrNull(bytes.toString('utf8'))
        provider.received.push({
          json: typeof json === 'object' && json !== null ? { ...json } : {},
          bytes: isBinary ? bytes : null,
        })
      })
      ws.on('close', (code) => {
        provider.closed.push(code)
      })
      provider.connected.push(ws)
    })
  })
  const port = await listening(server, 0)
  return {
    ...provider,
    url: `ws://127.0.0.1:${port}`,
    say(message) {
      for (const ws of sockets.clients) ws.send(typeof message === 'string' ? message : JSON.stringify(message))
    },
    close() {
      for (const ws of sockets.clients) ws.terminate()
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
