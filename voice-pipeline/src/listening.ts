// A server on loopback, and the port it got. Nothing but this machine can connect; a proxy stands in front.
import type { Server } from 'node:http'
import { createServer, type AddressInfo, type Server as Door } from 'node:net'

/** 0 asks for any free port. */
export async function listening(server: Door, port: number, host = '127.0.0.1'): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host }, resolve)
  })
  const address = server.address()
  if (!isBound(address)) throw new Error('a server on a port has a port')
  return address.port
}

/** `localhost` may mean ::1 to others: a second door to the same server. Null where the machine has no IPv6. */
export async function alsoOnIpv6(server: Server, port: number): Promise<Door | null> {
  const door = createServer((socket) => {
    server.emit('connection', socket)
  })
  try {
    await listening(door, port, '::1')
    return door
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') throw error
    return null
  }
}

const isBound = (address: AddressInfo | string | null): address is AddressInfo =>
  typeof address === 'object' && address !== null
