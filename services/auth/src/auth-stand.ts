// The auth Worker as its tests meet it: a fake WorkOS, a fake Twilio, a recorded database, a signed-in person.
import { recordedDatabase } from '@callback/edge/recorded-database'
import { localServer } from '@callback/edge/local-server'
import { testPerson } from '@callback/edge/test-person'
import { app } from './app.ts'
import { fakeWorkos } from './fake-workos.ts'
import { Refresh } from './refresh.ts'

export const COOKIE_PASSWORD = 'a password of the tests, longer than 32'

export async function authStand(more: { apiUrl?: string } = {}) {
  const person = await testPerson()
  const workos = await fakeWorkos()
  const twilio: { status: number; body: object } = { status: 201, body: {} }
  const sms = await localServer(() => Response.json(twilio.body, { status: twilio.status }))
  const me = {
    id: person.identity.user,
    accountId: person.identity.account,
    email: 'sam@site.test',
    firstName: 'Sam',
    lastName: 'Doe',
    zone: 'UTC',
    phone: null,
    roles: ['member'],
  }
  const refresher: { ended: string[]; refresh: Refresh } = {
    ended: [],
    refresh: new Refresh(async () => ({ kind: 'ended' }), Date.now),
  }
  const answers: Parameters<typeof recordedDatabase>[0] = {
    'users.sign_in': () => ({ identity: person.identity, me }),
  }
  const { binding, asked } = recordedDatabase(answers)
  const env = {
    PRINCIPAL_PUBLIC_KEY: person.publicKey,
    DATABASE: binding,
    WEB_URL: 'https://site.test',
    PUBLIC_API_URL: more.apiUrl ?? 'http://localhost:8787',
    COOKIE_PASSWORD,
    WORKOS_API_KEY: 'sk_test_of_the_test',
    WORKOS_CLIENT_ID: 'client_test',
    WORKOS_BASE_URL: workos.origin,
    TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
    TWILIO_AUTH_TOKEN: 'a-token-of-the-test',
    TWILIO_BASE_URL: sms.origin,
    TWILIO_PHONE_NUMBER: '+14155550199',
    SESSION_REFRESHER: {
      getByName: (name: string) => ({
        refresh: (session: Parameters<Refresh['of']>[0]) => refresher.refresh.of(session),
        end: () => void refresher.ended.push(name),
      }),
    },
  }
  const request = async (path: string, init: RequestInit = {}) => app.request(path, init, env)
  return {
    person,
    workos,
    sms,
    twilio,
    me,
    answers,
    asked,
    env,
    refresher,
    request,
    post: (path: string, body: unknown, headers: Record<string, string> = {}) =>
      request(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
    close: async () => {
      await workos.close()
      await sms.close()
    },
  }
}

/** Name, value and attributes of the cookies an answer sets. */
export function cookiesOf(response: Response): { name: string; value: string; rules: string }[] {
  return response.headers.getSetCookie().map((line) => {
    const [pair = '', ...rules] = line.split('; ')
    const at = pair.indexOf('=')
    return { name: pair.slice(0, at), value: decodeURIComponent(pair.slice(at + 1)), rules: rules.join('; ') }
  })
}
