// The tests that every Worker serving public routes must pass, over all the routes it serves. A new route is covered by
// being in the contracts.
import { describe, expect, it } from 'vitest'
import { ErrorBody } from '@callback/contracts/errors'
import { PRINCIPAL_HEADER } from '@callback/contracts/principal'
import type { ServiceName } from '@callback/contracts/route'
import { ROUTES } from '@callback/contracts/routes'
import { naughtyRequests } from './naughty-requests.ts'
import type { TestPerson } from './test-person.ts'

type Stand = {
  request: (path: string, init: RequestInit) => Response | Promise<Response>
  /** How often the database was asked so far. */
  asked: () => number
  person: TestPerson
}

export function refusesNaughtyRequests(service: ServiceName, stand: () => Stand): void {
  const routes = ROUTES.filter((route) => route.service === service)

  describe(`${service} and requests nobody should send`, () => {
    it('serves at least one public route', () => expect(routes.length).toBeGreaterThan(0))

    it.each(routes)('$method $path refuses them with a typed 4xx and asks the database nothing', async (route) => {
      const { request, asked, person } = stand()
      const signedIn = await person.headers({ roles: ['member', 'operator'] })
      for (const { what, path, init, statuses } of naughtyRequests(route)) {
        const headers = new Headers(init.headers)
        for (const [name, value] of Object.entries(signedIn)) headers.set(name, value)
        const response = await request(path, { ...init, headers })
        const body: unknown = await response.json()
        expect({ what, status: response.status }).toEqual({ what, status: expect.toBeOneOf(statuses) })
        expect(ErrorBody.safeParse(body).success, what).toBe(true)
      }
      expect(asked()).toBe(0)
    })

    const closed = routes.filter((route) => route.access !== 'public')
    if (closed.length === 0) return

    it.each(closed)('$method $path is closed without a genuine, living principal', async (route) => {
      const { request, asked, person } = stand()
      const foreign = await (await import('./test-person.ts')).testPerson()
      const genuine = await person.token()
      const forged = [
        undefined,
        'nonsense',
        'a.b',
        '..',
        'x'.repeat(5000),
        await foreign.token(),
        await person.token({}, Date.now() - 120_000),
        `${genuine}x`,
        `${genuine}.${genuine}`,
        genuine.split('').reverse().join(''),
      ]
      for (const token of forged) {
        const headers = new Headers(token === undefined ? {} : { [PRINCIPAL_HEADER]: token })
        const response = await request(route.path.replace(/:\w+/g, 'x'), { method: route.method, headers })
        expect({ token, status: response.status }).toEqual({ token, status: 401 })
      }
      expect(asked()).toBe(0)
    })

    const operators = routes.filter((route) => route.access === 'operator')
    if (operators.length === 0) return

    it.each(operators)('$method $path is for operators only', async (route) => {
      const { request, asked, person } = stand()
      const response = await request(route.path.replace(/:\w+/g, 'x'), {
        method: route.method,
        headers: await person.headers(),
      })
      expect(response.status).toBe(403)
      expect(asked()).toBe(0)
    })
  })
}
