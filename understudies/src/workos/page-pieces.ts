// What the hosted pages share: the frame, the fields, the way to another provider.
import { html, page, type Html } from '../page.ts'
import type { WebReply } from '../web-server.ts'

export const BADGE = 'WorkOS understudy: stands in for the hosted sign-in while no key is set'

export function screen(title: string, body: Html, problem?: string): WebReply {
  const main = html`<main>
    ${MARK}
    <h1>${title}</h1>
    ${body}
  </main>`
  return page({ title, badge: BADGE, style: STYLE, main, status: problem === undefined ? 200 : 422 })
}

type Field = { problem?: string | undefined; focus?: boolean }

export function emailField({ email, problem, focus = false }: Field & { email?: string | undefined }): Html {
  const invalid = problem === undefined ? 'false' : 'true'
  return html`<label
    >E-mail<input
      type="email"
      name="email"
      autocomplete="username"
      required
      maxlength="254"
      value="${email ?? ''}"
      aria-invalid="${invalid}"
      ${focus ? html`autofocus` : undefined}
  /></label>`
}

export function passwordField({
  kind,
  problem,
  focus = false,
}: Field & { kind: 'current-password' | 'new-password' }): Html {
  const invalid = problem === undefined ? 'false' : 'true'
  const rule = kind === 'new-password' ? html`<small>at least ten characters</small>` : undefined
  return html`<label
    ><span>Password ${rule}</span
    ><input
      type="password"
      name="password"
      autocomplete="${kind}"
      required
      maxlength="256"
      aria-invalid="${invalid}"
      ${focus ? html`autofocus` : undefined}
  /></label>`
}

export function google(query: URLSearchParams): Html {
  return html`<p class="or">or</p>
    <p class="side">
      <a class="button plain" href="${authorize(query, { provider: 'GoogleOAuth' })}">${GOOGLE} Continue with Google</a>
    </p>`
}

export function alert(problem: string | undefined): Html | undefined {
  return problem === undefined ? undefined : html`<p class="alert" role="alert">${problem}</p>`
}

export function authorize(query: URLSearchParams, change: Record<string, string>): string {
  const next = new URLSearchParams(query)
  for (const [name, value] of Object.entries(change)) next.set(name, value)
  if (change['provider'] !== undefined) next.delete('screen_hint')
  return `/user_management/authorize?${next.toString()}`
}

export function raw(query: URLSearchParams): string {
  return query.toString()
}

const MARK = html`<svg class="mark" viewBox="0 0 40 40" width="40" height="40" aria-hidden="true">
  <rect width="40" height="40" rx="12" fill="var(--accent)" />
  <path
    d="M12.5 17.5c0-3.6 3.4-6.5 7.5-6.5s7.500 2.900 7.500 6.500-3.400 6.500-7.500 6.500c-.8 0-1.600-.1-2.300-.3L13.500 26l.9-3.700c-1.200-1.200-1.900-2.900-1.900-4.800Z"
    fill="var(--accent-ink)"
  />
  <path
    d="M13 29.500c4.500 1.700 9.500 1.700 14 0"
    stroke="var(--accent-ink)"
    stroke-width="2"
    stroke-linecap="round"
    fill="none"
  />
</svg>`

const GOOGLE = html`<svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true">
  <path
    fill="#4285F4"
    d="M22 12.200c0-.7-.1-1.400-.2-2H12v3.900h5.600a4.800 4.800 0 0 1-2.100 3.100v2.600h3.400c2-1.800 3.100-4.500 3.100-7.600Z"
  />
  <path
    fill="#34A853"
    d="M12 22.300c2.800 0 5.200-.9 6.900-2.500l-3.400-2.600c-.9.6-2.100 1-3.500 1-2.700 0-5-1.800-5.800-4.300H2.700v2.700A10.300 10.300 0 0 0 12 22.300Z"
  />
  <path
    fill="#FBBC05"
    d="M6.200 13.900a6.200 6.200 0 0 1 0-3.900V7.300H2.700a10.300 10.300 0 0 0 0 9.300l3.500-2.700Z"
  />
  <path
    fill="#EA4335"
    d="M12 5.700c1.500 0 2.900.5 4 1.600l3-3A10.300 10.300 0 0 0 2.700 7.300L6.200 10C7 7.500 9.300 5.700 12 5.700Z"
  />
</svg>`

const STYLE = `
.mark { display:block; margin-bottom:1.25rem } .side { margin-top:.9rem } .side.small { text-align:right }
.accounts { display:grid; gap:.6rem; margin-top:1.5rem } .accounts form { margin:0 }
.account { justify-content:flex-start; text-align:left; padding:.6rem .85rem; font-weight:400 } .account b, .account small { display:block } .account b { font-weight:600 }
.account small { color:var(--soft) } .face { flex:none; display:grid; place-items:center; width:2.2rem; height:2.2rem; border-radius:50%; color:var(--accent-ink); background:var(--accent); font-weight:700 }
.hint { margin-top:1.25rem; padding:.6rem .8rem; text-align:center; color:var(--soft); border:1px dashed var(--line); border-radius:.7rem; text-wrap:balance } .hint b { font-weight:600; color:var(--ink) }
label span small { margin-left:.25rem } .digits { font:600 1.4rem/1 ui-monospace,monospace; letter-spacing:.35em }
main form + form { margin-top:.75rem }
`
