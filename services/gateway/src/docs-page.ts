// `/docs`: every route on one page that needs no other file, so it reads the same offline.
import type { Route } from '@callback/contracts/route'
import { ERROR_STATUS } from '@callback/contracts/errors'

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 62rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
h1 { margin-bottom: 0; } h2 { margin: 2.5rem 0 .5rem; text-transform: capitalize; }
table { width: 100%; border-collapse: collapse; }
td, th { text-align: left; vertical-align: top; padding: .45rem .6rem .45rem 0; border-top: 1px solid color-mix(in srgb, currentColor 18%, transparent); }
code { font: .9em ui-monospace, monospace; white-space: nowrap; } small { opacity: .75; }
@media (max-width: 40rem) { td { display: block; border-top: 0; padding: .1rem 0; } tr { display: block; padding: .6rem 0; border-top: 1px solid #8884; } }`

const ACCESS = { public: 'anybody', user: 'signed in, or API key', operator: 'operators' } as const

export function docsPage(routes: readonly Route[]): string {
  const services = [...new Set(routes.map((route) => route.service))]
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>CallbackApp API</title><style>${STYLE}</style></head><body>
<h1>CallbackApp API</h1>
<p>JSON over HTTPS. The machine-readable description is <a href="/openapi.json">/openapi.json</a> (OpenAPI 3.1).</p>
<p>Browsers sign in and carry a session cookie; programs send <code>Authorization: Bearer cb_…</code>. Routes marked <small>idempotent</small>
honour <code>Idempotency-Key</code>: the same key gives the same answer and does nothing twice. Lists come newest first; pass
<code>next</code> back as <code>?before=</code>.</p>
${services.map((service) => section(service, routes)).join('\n')}
<h2>Errors</h2>
<p>Every error is <code>{"error":{"code","message","fields"?,"requestId"}}</code>. <code>message</code> is for people, <code>fields</code> says
what is wrong with which field.</p>
<table>${Object.entries(ERROR_STATUS)
    .map(([code, status]) => `<tr><td><code>${status}</code></td><td><code>${code}</code></td></tr>`)
    .join('')}</table>
</body></html>`
}

function section(service: string, routes: readonly Route[]): string {
  const rows = routes.filter((route) => route.service === service).map(row)
  return `<h2>${service}</h2><table>${rows.join('')}</table>`
}

function row(route: Route): string {
  const marks = [ACCESS[route.access], ...(route.idempotent ? ['idempotent'] : [])].join(' · ')
  return `<tr><td><code>${route.method} ${escape(route.path)}</code></td><td>${escape(route.summary)}<br><small>${marks}</small></td></tr>`
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
