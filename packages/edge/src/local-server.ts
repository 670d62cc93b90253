// A provider's stand-in for one test: a loopback server that keeps what it was asked and answers as the test says.
import { createServer } from 'node:http'
import type { Server } from 'node:http'

export type Asked = { method: string; path: string; headers: Headers; body: string }
export type LocalServer = { origin: string; asked: Asked[]; close: () => Promise<void> }

export async function localServer(answer: (asked: Asked) => Response | Promise<Response>): Promise<LocalServer> {
  const asked: Asked[] = []
  const server = createServer((request, reply) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (chunk: string) => (body += chunk))
    request.on('end', () => {
      const one = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: new Headers(
          Object.entries(request.headers).map(([name, value]): [string, string] => [name, `${value}`]),
        ),
        body,
      }
      asked.push(one)
      void Promise.resolve(answer(one))
        .then(async (response) => {
          reply.writeHead(response.status, Object.fromEntries(response.headers))
          reply.end(new Uint8Array(await response.arrayBuffer()))
        })
        .catch(() => reply.destroy())
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { origin: `http://127.0.0.1:${portOf(server)}`, asked, close: () => closed(server) }
}

function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return address.port
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}
