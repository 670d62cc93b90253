// What the gateway serves: every public route by handing it on, the live socket, and its own description.
import { AppError } from '@callback/contracts/errors'
import { openApiDocument } from '@callback/contracts/openapi'
import { ROUTES } from '@callback/contracts/routes'
import { worker } from '@callback/edge/worker'
import { docsPage } from './docs-page.ts'
import { Env } from './env.ts'
import { forward } from './forward.ts'
import { live } from './live.ts'
import { cors } from './origin.ts'

export const app = worker('gateway', Env)

app.use(cors)
app.get('/openapi.json', (c) => c.json(openApiDocument()))
app.get('/docs', (c) =>
  c.html(docsPage(ROUTES), 200, { 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'" }),
)
live(app)
for (const route of ROUTES) forward(app, route)

for (const path of new Set(ROUTES.map((route) => route.path))) {
  const methods = ROUTES.filter((route) => route.path === path).map((route) => route.method)
  app.all(path, (c) => {
    const error = new AppError('method_not_allowed', `This takes ${methods.join(' and ')}.`)
    return c.json(error.body(c.get('requestId')), 405, { allow: methods.join(', ') })
  })
}
