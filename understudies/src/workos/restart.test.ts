import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { idFromEmail } from './ids.ts'
import { startTrial } from './trial.ts'

const folder = mkdtempSync(join(tmpdir(), 'workos-'))
afterAll(() => rmSync(folder, { recursive: true }))

it('keeps people, their sessions and the signing key across a restart, and no password in the clear', async () => {
  const stateFile = join(folder, 'deep', 'workos.json')
  const before = await startTrial({ stateFile })
  const { id } = await before.users.createUser({ email: 'kept@example.com', password: 'kept across it' })
  const credentials = { clientId: before.clientId, email: 'kept@example.com', password: 'kept across it' }
  const { refreshToken } = await before.users.authenticateWithPassword(credentials)
  const keys = await (await fetch(before.users.getJwksUrl(before.clientId))).text()
  await before.server.close()
  const saved = readFileSync(stateFile, 'utf8')
  expect(saved).not.toContain('kept across it')
  expect(saved).not.toContain(refreshToken)
  expect(statSync(stateFile).mode & 0o777).toBe(0o600)

  const after = await startTrial({ stateFile })
  expect(await (await fetch(after.users.getJwksUrl(after.clientId))).text()).toBe(keys)
  expect((await after.users.authenticateWithPassword(credentials)).user.id).toBe(id)
  await expect(
    after.users.authenticateWithRefreshToken({ clientId: after.clientId, refreshToken }),
  ).resolves.toHaveProperty('accessToken')
  await after.server.close()
})

it('gives seed users the same id everywhere', async () => {
  const trial = await startTrial()
  const { data } = await trial.users.listUsers({ email: 'demo@callmeback.ai' })
  expect(data[0]?.id).toBe(idFromEmail(' Demo@CallMeBack.ai '))
  await trial.server.close()
})

it('refuses a state file that is not its own, naming it', async () => {
  const stateFile = join(folder, 'broken.json')
  writeFileSync(stateFile, '{"version":1')
  await expect(startTrial({ stateFile })).rejects.toThrow(`${stateFile} is not a WorkOS understudy's file`)
})

it("delivers events that the vendor's SDK verifies, and serves them", async () => {
  const received: { signature: string; body: string }[] = []
  const arrived = Promise.withResolvers<void>()
  const receiver = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (piece: string) => (body += piece))
    request.on('end', () => {
      received.push({ signature: String(request.headers['workos-signature']), body })
      response.writeHead(204).end()
      if (received.length === 2) arrived.resolve()
    })
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/workos`
  const trial = await startTrial({ webhook: { url, secret: 'whsec_trial' } })
  await trial.users.createUser({ email: 'hook@example.com', password: 'long enough' })
  await trial.users.authenticateWithPassword({
    clientId: trial.clientId,
    email: 'hook@example.com',
    password: 'long enough',
  })
  await arrived.promise
  const events = await Promise.all(
    received.map(({ signature: sigHeader, body }) =>
      trial.sdk.webhooks.constructEvent({
        payload: JSON.parse(body) as Record<string, unknown>,
        sigHeader,
        secret: 'whsec_trial',
      }),
    ),
  )
  expect(events.map((event) => event.event).sort()).toEqual(['session.created', 'user.created'])
  const served = await trial.sdk.events.listEvents({ events: ['user.created'] })
  expect(served.data[0]).toMatchObject({ event: 'user.created', data: { email: 'hook@example.com' } })
  await trial.server.close()
  receiver.close()
})
