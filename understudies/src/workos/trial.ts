// What the WorkOS understudy's tests share: a server on any port, the vendor's own SDK pointed at it, a browser's moves.
import { WorkOS } from '@workos-inc/node'
import { startWorkos, type WorkosOptions } from './server.ts'

export const CALLBACK = 'http://localhost:9/callback'
const seedUsers = [
  { email: 'demo@callmeback.ai', password: 'demo123', firstName: 'Sam', lastName: 'User' },
  { email: 'admin@callmeback.ai', password: 'admin123', firstName: 'Ada', lastName: 'Operator' },
]

export async function startTrial(options: Partial<WorkosOptions> = {}) {
  const server = await startWorkos({
    port: 0,
    apiKey: 'sk_test_trial',
    clientId: 'client_trial',
    seedUsers,
    ...options,
  })
  const sdk = new WorkOS('sk_test_trial', {
    clientId: 'client_trial',
    apiHostname: 'localhost',
    port: server.port,
    https: false,
  })
  return { server, sdk, users: sdk.userManagement, origin: `http://localhost:${server.port}`, clientId: 'client_trial' }
}

/** Submits a hosted form as a browser would, without following the redirect. */
export function submit(authorizeUrl: string, path: string, fields: Record<string, string>): Promise<Response> {
  const url = new URL(authorizeUrl)
  url.pathname = path
  return fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' })
}

export function landing(response: Response): URLSearchParams {
  const location = response.headers.get('location')
  if (response.status !== 302 || location === null) throw new Error(`No redirect but ${response.status}`)
  if (!location.startsWith(CALLBACK)) throw new Error(`Redirected elsewhere: ${location}`)
  return new URL(location).searchParams
}
