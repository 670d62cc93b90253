import { afterAll, beforeAll, expect, it } from 'vitest'
import { CALLBACK, landing, startTrial, submit } from './trial.ts'

let trial: Awaited<ReturnType<typeof startTrial>>
let url: string
beforeAll(async () => {
  trial = await startTrial({ verifyEmail: true })
  url = trial.users.getAuthorizationUrl({ provider: 'authkit', redirectUri: CALLBACK, clientId: trial.clientId })
})
afterAll(() => trial.server.close())

/** What a person finds in the mailbox page. */
async function mailbox(to: string): Promise<string> {
  return (await fetch(`${trial.origin}/mailbox?to=${encodeURIComponent(to)}`)).text()
}

it('signs up, proves the address with the mailed code, and lands signed in', async () => {
  const person = { email: 'new@example.com', password: 'a fine long one' }
  const asked = await (await submit(url, '/hosted/sign-up', person)).text()
  const pending = /name="pending" value="([^"]+)"/.exec(asked)?.[1] ?? ''
  const code = /class="code">(\d{6})</.exec(await mailbox(person.email))?.[1] ?? ''
  const wrong = await submit(url, '/hosted/verify', { pending, code: code === '000000' ? '000001' : '000000' })
  expect(await wrong.text()).toContain('Invalid one-time code')
  const answer = landing(await submit(url, '/hosted/verify', { pending, code }))
  const session = await trial.users.authenticateWithCode({ clientId: trial.clientId, code: answer.get('code') ?? '' })
  expect(session.user).toMatchObject({ email: person.email, emailVerified: true })
})

it('chooses a new password by the mailed link, once', async () => {
  const email = 'demo@callmeback.ai'
  expect(await (await submit(url, '/hosted/forgot', { email })).text()).toContain('on its way')
  const link = /href="([^"]+reset-password[^"]+)"/.exec(await mailbox(email))?.[1] ?? ''
  const choose = (password: string) => fetch(link, { method: 'POST', body: new URLSearchParams({ password }) })
  expect(await (await choose('short')).text()).toContain('at least 10 characters')
  expect(await (await choose('quite another one')).text()).toContain('Your password is changed')
  expect((await choose('and yet another one')).status).toBe(422)
  expect(landing(await submit(url, '/hosted/sign-in', { email, password: 'quite another one' })).has('code')).toBe(true)
})

it('does not tell whether an address has an account', async () => {
  const known = await (await submit(url, '/hosted/forgot', { email: 'admin@callmeback.ai' })).text()
  const unknown = await (await submit(url, '/hosted/forgot', { email: 'nobody@example.com' })).text()
  expect(unknown).toBe(known)
})
