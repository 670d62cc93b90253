// The table at the end of a start: where a person finds what.
import { DATABASE, type StackEnv } from './env.ts'
import { table } from './progress.ts'
import { PROVIDERS, type ProviderId } from './providers.ts'

const DEMO_PHONE = '+14155550100'

export function addressTable(env: StackEnv): string {
  const { ports, variables } = env
  const plays = (id: ProviderId) => env.understudies.includes(id)
  const at = (id: ProviderId) => `http://localhost:${ports.UNDERSTUDY_PORT + PROVIDERS[id].portOffset}`
  const rows: [string, string][] = [
    ['Web app', `${variables['PUBLIC_WEB_URL']}${plays('workos') ? '   (demo@callmeback.ai / demo123)' : ''}`],
    ['API', `${variables['PUBLIC_API_URL']}   (/docs, /openapi.json)`],
  ]
  if (plays('twilio')) rows.push(['Virtual phone', `${at('twilio')}/phone/${DEMO_PHONE}`])
  if (plays('workos')) rows.push(['WorkOS understudy', at('workos')])
  if (plays('stripe')) rows.push(['Stripe understudy', at('stripe')])
  rows.push(['Webhooks', variables['PUBLIC_WEBHOOK_URL'] ?? ''], ['Voice node', variables['PUBLIC_VOICE_URL'] ?? ''])
  if (env.embeddedPostgres) {
    const address = `postgres://postgres@localhost:${ports.POSTGRES_PORT}/${DATABASE}`
    rows.push(['Postgres', `${address}   (password in .data/secrets.json)`])
  }
  rows.push(['Logs', '.data/logs'])
  return table(rows)
}
