import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTrial } from './trial.ts'

let trial: Awaited<ReturnType<typeof startTrial>>
beforeAll(async () => {
  trial = await startTrial({ verifyEmail: true })
})
afterAll(() => trial.server.close())

type Letter = { code?: string; link?: string }
async function lastLetter(to: string): Promise<Letter> {
  const response = await fetch(`${trial.origin}/mailbox.json?to=${encodeURIComponent(to)}`)
  const { data } = (await response.json()) as { data: Letter[] }
  return data[0] ?? {}
}

it('creates, finds, changes and forgets a user', async () => {
  const { users } = trial
  const created = await users.createUser({
    email: 'a@example.com',
    password: 'long enough',
    firstName: 'A',
    metadata: { plan: 'x' },
  })
  expect(created).toMatchObject({
    email: 'a@example.com',
    emailVerified: false,
    lastName: null,
    metadata: { plan: 'x' },
  })
  expect(await users.getUser(created.id)).toEqual(created)
  const found = await users.listUsers({ email: 'A@Example.com' })
  expect(found.data.map((user) => user.id)).toEqual([created.id])
  const changed = await users.updateUser({ userId: created.id, lastName: 'Z', emailVerified: true })
  expect(changed).toMatchObject({ firstName: 'A', lastName: 'Z', emailVerified: true })
  await users.deleteUser(created.id)
  await expect(users.getUser(created.id)).rejects.toMatchObject({ status: 404, code: 'entity_not_found' })
})

it('refuses a taken address and a weak password in the words of WorkOS', async () => {
  const { users } = trial
  await expect(users.createUser({ email: 'DEMO@callmeback.ai', password: 'long enough' })).rejects.toMatchObject({
    status: 400,
    code: 'user_creation_error',
    errors: [{ code: 'email_not_available' }],
  })
  await expect(users.createUser({ email: 'b@example.com', password: 'demo123' })).rejects.toMatchObject({
    status: 400,
    code: 'password_strength_error',
    errors: [{ code: 'password_too_short' }],
  })
  await expect(users.createUser({ email: 'not an address' })).rejects.toMatchObject({ status: 422 })
})

it('pages through users newest first', async () => {
  const { users } = trial
  for (const letter of ['p', 'q', 'r']) await users.createUser({ email: `${letter}@page.example.com` })
  const first = await users.listUsers({ limit: 2 })
  expect(first.data.map((user) => user.email)).toEqual(['r@page.example.com', 'q@page.example.com'])
  const second = await users.listUsers({ limit: 2, after: first.listMetadata.after ?? '' })
  expect(second.data[0]?.email).toBe('p@page.example.com')
  const all = await users.listUsers()
  expect((await all.autoPagination()).length).toBeGreaterThanOrEqual(5)
})

it('demands proof of an unverified address before the first session', async () => {
  const { users, clientId } = trial
  const credentials = { email: 'v@example.com', password: 'long enough' }
  await users.createUser(credentials)
  const stepUp: unknown = await users
    .authenticateWithPassword({ clientId, ...credentials })
    .catch((error: unknown) => error)
  expect(stepUp).toMatchObject({ status: 403, code: 'email_verification_required' })
  const { pendingAuthenticationToken } = stepUp as { pendingAuthenticationToken: string }
  const verify = (code: string) =>
    users.authenticateWithEmailVerification({ clientId, code, pendingAuthenticationToken })
  const { code = '' } = await lastLetter('v@example.com')
  await expect(verify(code === '000000' ? '000001' : '000000')).rejects.toMatchObject({ code: 'invalid_one_time_code' })
  await expect(verify(code)).resolves.toMatchObject({ user: { emailVerified: true }, authenticationMethod: 'Password' })
  await expect(verify(code)).rejects.toMatchObject({ code: 'invalid_pending_authentication_token' })
  await expect(users.authenticateWithPassword({ clientId, ...credentials })).resolves.toHaveProperty('accessToken')
})

it('signs in with a mailed code, once, and gives up after five wrong guesses', async () => {
  const { users, clientId } = trial
  const sent = await users.createMagicAuth({ email: 'm@example.com' })
  expect(await users.getMagicAuth(sent.id)).toEqual(sent)
  const enter = (code: string) => users.authenticateWithMagicAuth({ clientId, email: 'm@example.com', code })
  await expect(enter(sent.code)).resolves.toMatchObject({
    user: { emailVerified: true },
    authenticationMethod: 'MagicAuth',
  })
  await expect(enter(sent.code)).rejects.toMatchObject({ code: 'one_time_code_expired' })
  const next = await users.createMagicAuth({ email: 'm@example.com' })
  const wrong = next.code === '000000' ? '000001' : '000000'
  for (let guess = 0; guess < 5; guess += 1)
    await expect(enter(wrong)).rejects.toMatchObject({ code: 'invalid_one_time_code' })
  await expect(enter(next.code)).rejects.toMatchObject({ code: 'one_time_code_expired' })
})

it('resets a password by its token, once', async () => {
  const { users, clientId } = trial
  const email = 'f@example.com'
  await users.createUser({ email, password: 'the first one', emailVerified: true })
  const { passwordResetToken: token } = await users.createPasswordReset({ email })
  expect((await lastLetter(email)).link).toContain(token)
  await expect(users.resetPassword({ token, newPassword: 'short' })).rejects.toMatchObject({
    code: 'password_strength_error',
  })
  await users.resetPassword({ token, newPassword: 'the second one' })
  await expect(users.resetPassword({ token, newPassword: 'the third one' })).rejects.toMatchObject({ status: 400 })
  await expect(users.authenticateWithPassword({ clientId, email, password: 'the first one' })).rejects.toMatchObject({
    code: 'invalid_credentials',
  })
  await expect(users.authenticateWithPassword({ clientId, email, password: 'the second one' })).resolves.toHaveProperty(
    'user',
  )
})
