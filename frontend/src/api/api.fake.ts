// A client for tests: answers by route name, keeps what was asked, and hosts a store in an app without a page.
import { createApp } from 'vue'
import { createPinia, setActivePinia } from 'pinia'
import { API, createClient } from './client.ts'

export type Asked = { url: URL; method: string; body: unknown; key: string | null }
export type Answer = { status: number; body?: unknown } | 'unreachable'

const ORIGIN = 'http://api.test'

/** Answers are taken in the order given for "METHOD /path"; the last one stays. */
export function fakeApi(answers: Record<string, Answer[]>) {
  const asked: Asked[] = []
  let signedOut = 0
  const fetch: typeof globalThis.fetch = (input, init) => {
    const url = new URL(String(input))
    const method = init?.method ?? 'GET'
    const headers = new Headers(init?.headers)
    asked.push({
      url,
      method,
      body: typeof init?.body === 'string' ? JSON.parse(init.body) : undefined,
      key: headers.get('idempotency-key'),
    })
    const left = answers[`${method} ${url.pathname}`] ?? []
    const answer = left.length > 1 ? left.shift() : left[0]
    if (answer === undefined || answer === 'unreachable') return Promise.reject(new TypeError('fetch failed'))
    const text = answer.body === undefined ? null : JSON.stringify(answer.body)
    return Promise.resolve(new Response(text, { status: answer.status }))
  }
  const api = createClient({
    origin: ORIGIN,
    fetch,
    wait: () => Promise.resolve(),
    onSignedOut: () => (signedOut += 1),
  })
  const app = createApp({})
  const pinia = createPinia()
  app.provide(API, api)
  app.use(pinia)
  setActivePinia(pinia)
  return { api, asked, signedOut: () => signedOut }
}

export const ok = (body: unknown): Answer => ({ status: 200, body })

export function refusal(status: number, code: string, fields?: Record<string, string>): Answer {
  return {
    status,
    body: { error: { code, message: `It was refused: ${code}.`, requestId: 'req_1', ...(fields ? { fields } : {}) } },
  }
}
