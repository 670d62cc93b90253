// One HTTP and websocket door on 127.0.0.1 and, where the machine has it, ::1, so that `localhost` works however it resolves.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

export interface Running {
  port: number
  close(): Promise<void>
}

export interface Door {
  request(request: IncomingMessage, response: ServerResponse): void
  upgrade?(request: IncomingMessage, socket: Duplex, head: Buffer): void
}

/** Ephemeral ports tried before giving up: free on 127.0.0.1 need not be free on ::1. */
const TRIES = 5
const NO_IPV6 = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL'])

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host, ipv6Only: true }, () => {
      server.off('error', reject)
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

function serve(door: Door, sockets: Set<Socket>): Server {
  const server = createServer((request, response) => door.request(request, response))
  server.on('connection', (socket) => {
    socket.setNoDelay(true)
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  if (door.upgrade) server.on('upgrade', (request, socket, head) => door.upgrade?.(request, socket, head))
  return server
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()))
}

export async function startLoopback(port: number, door: Door): Promise<Running> {
  const sockets = new Set<Socket>()
  for (let attempt = 1; ; attempt++) {
    const four = serve(door, sockets)
    const taken = await listen(four, port, '127.0.0.1')
    const servers = [four]
    const six = serve(door, sockets)
    try {
      await listen(six, taken, '::1')
      servers.push(six)
    } catch (error) {
      if (!NO_IPV6.has(codeOf(error))) {
        await stop(four)
        if (port === 0 && attempt < TRIES) continue
        throw error
      }
    }
    const close = async (): Promise<void> => {
      const stopped = servers.map(stop)
      for (const socket of sockets) socket.destroy()
      await Promise.all(stopped)
    }
    return { port: taken, close }
  }
}
