// Twilio's REST door for tests: a loopback server that answers as told and keeps what it was asked.
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'

export type Answer = { status: number; body: unknown } | 'hang up'
type Asked = { method: string; path: string; form: URLSearchParams }

export const CALL_SID = `CA${'0'.repeat(32)}`
export const callResource = (more: object = {}) => ({
  sid: CALL_SID,
  status: 'queued',
  date_created: new Date().toUTCString(),
  duration: null,
  ...more,
})

export async function fakeTwilio(answer: (asked: Asked) => Answer) {
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const one = { method: request.method ?? '', path: request.url ?? '', form: new URLSearchParams(body) }
      asked.push(one)
      const answered = answer(one)
      if (answered === 'hang up') return response.destroy()
      response.writeHead(answered.status, { 'content-type': 'application/json' })
      return response.end(JSON.stringify(answered.body))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server listens on no port.')
  const { port } = address
  return {
    asked,
    env: {
      TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
      TWILIO_AUTH_TOKEN: 'a_token_of_the_tests_own',
      TWILIO_BASE_URL: `http://127.0.0.1:${port}`,
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}
