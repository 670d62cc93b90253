// A loopback port that was free a moment ago, and whether a given one still is.
import { createServer } from 'node:net'
import { isCode } from './signals.ts'

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  await new Promise<void>((resolve) => server.close(() => resolve()))
  if (address === null || typeof address === 'string') throw new Error('The system gave no port.')
  return address.port
}

/** Both loopback addresses count: a server on only one of them would answer half of our calls. */
export async function isFree(port: number): Promise<boolean> {
  return (await canListen(port, '127.0.0.1')) && (await canListen(port, '::1'))
}

async function canListen(port: number, host: string): Promise<boolean> {
  const server = createServer()
  const failure = await new Promise<Error | undefined>((resolve) => {
    server.once('error', resolve)
    server.listen({ port, host, exclusive: true }, () => resolve(undefined))
  })
  if (failure === undefined) {
    await new Promise<void>((resolve) => server.close(() => resolve()))
    return true
  }
  if (isCode(failure, 'EADDRINUSE')) return false
  // No such address family on this machine.
  if (isCode(failure, 'EADDRNOTAVAIL') || isCode(failure, 'EAFNOSUPPORT')) return true
  throw failure
}
