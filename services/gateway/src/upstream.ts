// Handing a request on to the service that serves its route. Only named headers go in; a crash comes out as a typed error.
import { AppError, ErrorBody } from '@callback/contracts/errors'
import { PRINCIPAL_HEADER, REQUEST_ID_HEADER } from '@callback/contracts/principal'
import type { Route, ServiceName } from '@callback/contracts/route'
import { isTimeout } from '@callback/edge/binding'
import type { Binding } from '@callback/edge/binding'
import type { Env } from './env.ts'

/** Longer than what any service waits for its own neighbours and providers. */
const UPSTREAM_MS_MAX = 20_000

const PASSED_ON = ['content-type', 'idempotency-key', 'user-agent', 'cf-connecting-ip', 'accept-language']

export function bindingOf(service: ServiceName, env: Env): Binding {
  switch (service) {
    case 'auth':
      return env.AUTH
    case 'personas':
      return env.PERSONAS
    case 'orchestrator':
      return env.ORCHESTRATOR
    case 'payments':
      return env.PAYMENTS
    case 'costs':
      return env.COSTS
    case 'billing':
      return env.BILLING
    case 'voice':
      return env.VOICE
    case 'admin':
      return env.ADMIN
    case 'gateway':
    case 'database':
    case 'webhooks':
    case 'executor':
      throw new AppError('internal', 'Something went wrong on our side.', { internal: `${service} serves no route` })
  }
}

export function headersFor(
  request: Request,
  route: { service: ServiceName },
  requestId: string,
  principal?: string,
): Headers {
  const headers = new Headers({ [REQUEST_ID_HEADER]: requestId })
  // Cookies are nobody's business but auth's.
  const names = route.service === 'auth' ? [...PASSED_ON, 'cookie'] : PASSED_ON
  for (const name of names) {
    const value = request.headers.get(name)
    if (value !== null) headers.set(name, value)
  }
  if (principal !== undefined) headers.set(PRINCIPAL_HEADER, principal)
  return headers
}

export async function askUpstream(
  route: Route,
  env: Env,
  request: { url: URL; headers: Headers; body: Uint8Array<ArrayBuffer> | null },
): Promise<Response> {
  let response: Response
  try {
    response = await bindingOf(route.service, env).fetch(
      `http://${route.service}${request.url.pathname}${request.url.search}`,
      {
        method: route.method,
        headers: request.headers,
        redirect: 'manual',
        signal: AbortSignal.timeout(UPSTREAM_MS_MAX),
        ...(request.body === null || request.body.byteLength === 0 ? {} : { body: request.body }),
      },
    )
  } catch (cause) {
    if (isTimeout(cause))
      throw new AppError('deadline', 'This took too long. Please try again.', { internal: route.name, cause })
    throw crashed(route, cause)
  }
  if (response.status >= 500 && !(await isTyped(response.clone()))) throw crashed(route, undefined, response.status)
  return response
}

async function isTyped(response: Response): Promise<boolean> {
  try {
    return ErrorBody.safeParse(await response.json()).success
  } catch {
    return false
  }
}

function crashed(route: Route, cause: unknown, status?: number): AppError {
  return new AppError('upstream_failed', 'Something went wrong on our side.', {
    internal: `${route.service} ${route.name}${status === undefined ? '' : ` answered ${status}`}`,
    cause,
  })
}
