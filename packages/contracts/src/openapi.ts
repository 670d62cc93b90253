// The public API as an OpenAPI 3.1 document, derived from the routes: what is checked is what is written down.
import { z } from 'zod'
import { ERROR_STATUS, ErrorBody } from './errors.ts'
import type { Route } from './route.ts'
import { ROUTES } from './routes.ts'

type Json = { [key: string]: unknown }

const SECURITY = { public: [], user: [{ session: [] }, { apiKey: [] }], operator: [{ session: [] }, { apiKey: [] }] }

export function openApiDocument(routes: readonly Route[] = ROUTES): Json {
  const paths: Record<string, Json> = {}
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'CallbackApp API',
      version: '1',
      description: 'AI personas that ring your phone, at the minute you asked for, and remember you.',
    },
    paths,
    components: {
      schemas: { Error: schemaOf(ErrorBody, 'output') },
      responses: errorResponses(),
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: '__Host-cb_session', description: 'Set by signing in.' },
        apiKey: { type: 'http', scheme: 'bearer', description: 'An API key, `cb_…`.' },
      },
    },
  }
}

function operation(route: Route): Json {
  const takesBody = !(route.body instanceof z.ZodUndefined)
  return {
    operationId: route.name,
    summary: route.summary,
    tags: [route.service],
    security: SECURITY[route.access],
    parameters: [
      ...parameters(route.params, 'path'),
      ...parameters(route.query, 'query'),
      ...(route.idempotent ? [IDEMPOTENCY_KEY] : []),
    ],
    ...(takesBody ? { requestBody: { required: true, content: json(schemaOf(route.body, 'input')) } } : {}),
    responses: { ...success(route), ...errors(route, takesBody) },
  }
}

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'The same key with the same request gives the same answer and does nothing twice.',
  schema: { type: 'string', minLength: 1, maxLength: 200, pattern: '^[\\x21-\\x7e]+$' },
}

function parameters(schema: z.ZodObject, place: 'path' | 'query'): Json[] {
  return Object.entries(schema.shape).map(([name, field]) => ({
    name,
    in: place,
    required: place === 'path' || !z.safeParse(field, undefined).success,
    schema: schemaOf(field, 'input'),
  }))
}

/** Two routes answer with a redirect only. */
function success(route: Route): Json {
  if (!(route.output instanceof z.ZodUndefined)) {
    return { [route.status]: { description: 'Done.', content: json(schemaOf(route.output, 'output')) } }
  }
  return route.status === 204
    ? { 204: { description: 'Done.' } }
    : { 302: { description: 'A redirect.', headers: { Location: { schema: { type: 'string' } } } } }
}

function errors(route: Route, takesBody: boolean): Json {
  const statuses = new Set<number>([400, 429, 500, 502, 503, 504])
  if (route.access !== 'public') statuses.add(401)
  if (route.access === 'operator' || route.method !== 'GET') statuses.add(403)
  if (Object.keys(route.params.shape).length > 0) statuses.add(404)
  if (route.method !== 'GET') statuses.add(409)
  if (takesBody) statuses.add(413).add(415)
  const inOrder = [...statuses].sort((a, b) => a - b)
  return Object.fromEntries(inOrder.map((status) => [status, { $ref: `#/components/responses/${status}` }]))
}

/** One per status, listing its codes. */
function errorResponses(): Json {
  const content = json({ $ref: '#/components/schemas/Error' })
  const statuses = [...new Set<number>(Object.values(ERROR_STATUS))]
  return Object.fromEntries(
    statuses.map((status) => {
      const codes = Object.entries(ERROR_STATUS).filter(([, each]) => each === status)
      return [status, { description: codes.map(([code]) => code).join(', '), content }]
    }),
  )
}

function json(schema: Json): Json {
  return { 'application/json': { schema } }
}

function schemaOf(schema: z.core.$ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, '~standard': _standard, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return rest
}
