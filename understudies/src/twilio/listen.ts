// One port on both loopback addresses, so that `localhost` works however it resolves. Nothing outside this machine can reach it.
import type { AddressInfo } from 'node:net'
import type { Server } from 'node:http'

export type Listening = { port: number; close(): Promise<void> }

/** Free on 127.0.0.1 may still be taken on ::1; another free port is tried this often. */
const TRIES_MAX = 5

export async function listenOnLoopback(makeServer: () => Server, port: number): Promise<Listening> {
  for (let attempt = 1; ; attempt++) {
    const first = makeServer()
    await listen(first, '127.0.0.1', port)
    const bound = portOf(first)
    const second = makeServer()
    try {
      await listen(second, '::1', bound)
      return { port: bound, close: () => closeAll([first, second]) }
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : ''
      if (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT') return { port: bound, close: () => closeAll([first]) }
      await closeAll([first])
      if (code !== 'EADDRINUSE' || port !== 0 || attempt === TRIES_MAX) throw error
    }
  }
}

function listen(server: Server, host: string, port: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject)
  server.listen({ host, port }, () => {
    server.off('error', reject)
    resolve()
  })
  return promise
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return address.port
}

async function closeAll(servers: Server[]): Promise<void> {
  await Promise.all(
    servers.map((server) => {
      const { promise, resolve } = Promise.withResolvers<void>()
      server.close(() => resolve())
      server.closeAllConnections()
      return promise
    }),
  )
}
