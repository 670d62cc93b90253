// A server on loopback, and the port it got.
import type { Server } from 'node:http'

/** 0 asks for any free port. Nothing but this machine can connect; a proxy stands in front. */
export async function listening(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a server on a port has a port')
  return address.port
}
