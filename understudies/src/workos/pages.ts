// What the hosted sign-in looks like. Draws only: every decision is made in hosted.ts.
import { html } from '../page.ts'
import type { WebReply } from '../web-server.ts'
import { alert, authorize, emailField, google, passwordField, raw, screen } from './page-pieces.ts'
import type { SeedUser } from './people.ts'

type Form = { query: URLSearchParams; problem?: string | undefined }

type SignIn = Form & { email?: string | undefined; demo?: SeedUser | undefined }

export function signIn({ query, email, problem, demo }: SignIn): WebReply {
  const hint =
    demo &&
    html`<p class="hint small">To look around: <b>${demo.email}</b> with the password <b>${demo.password}</b></p>`
  return screen(
    'Welcome back',
    html`<p class="soft">Sign in to go on to CallbackApp.</p>
      ${alert(problem)}
      <form method="post" action="/hosted/sign-in?${raw(query)}">
        ${emailField({ email, problem, focus: !email })}
        ${passwordField({ kind: 'current-password', problem, focus: Boolean(email) })}
        <button>Sign in</button>
      </form>
      <p class="side small"><a href="/hosted/forgot?${raw(query)}">Forgot your password?</a></p>
      ${google(query)}
      <p class="foot">New here? <a href="${authorize(query, { screen_hint: 'sign-up' })}">Create an account</a></p>
      ${hint}`,
    problem,
  )
}

export function signUp({
  query,
  email,
  problem,
  names,
}: Form & { email?: string | undefined; names?: URLSearchParams }): WebReply {
  return screen(
    'Create your account',
    html`<p class="soft">A minute from now somebody will ring you.</p>
      ${alert(problem)}
      <form method="post" action="/hosted/sign-up?${raw(query)}">
        <div class="pair">
          <label
            >First name<input
              name="first_name"
              autocomplete="given-name"
              maxlength="100"
              value="${names?.get('first_name') ?? ''}"
          /></label>
          <label
            >Last name<input
              name="last_name"
              autocomplete="family-name"
              maxlength="100"
              value="${names?.get('last_name') ?? ''}"
          /></label>
        </div>
        ${emailField({ email, problem })} ${passwordField({ kind: 'new-password', problem })}
        <button>Create account</button>
      </form>
      ${google(query)}
      <p class="foot">Have an account? <a href="${authorize(query, { screen_hint: 'sign-in' })}">Sign in</a></p>`,
    problem,
  )
}

export function consent({
  query,
  provider,
  accounts,
  problem,
}: Form & { provider: string; accounts: readonly SeedUser[] }): WebReply {
  const action = html`/hosted/consent?${raw(query)}`
  const choices = accounts.map(
    (account) =>
      html`<form method="post" action="${action}">
        <input type="hidden" name="email" value="${account.email}" />
        <button class="plain account">
          <span class="face" aria-hidden="true">${account.firstName.slice(0, 1)}</span>
          <span><b>${account.firstName} ${account.lastName}</b><small>${account.email}</small></span>
        </button>
      </form>`,
  )
  return screen(
    'Choose an account',
    html`<p class="soft">${provider} would ask you who goes on to CallbackApp.</p>
      ${alert(problem)}
      <div class="accounts">${choices}</div>
      <p class="or">or as somebody else</p>
      <form method="post" action="${action}">
        <label>Name<input name="name" autocomplete="name" maxlength="200" /></label>
        ${emailField({ problem })}
        <button>Continue with ${provider}</button>
      </form>
      <form method="post" action="${action}"><button class="plain" name="answer" value="cancel">Cancel</button></form>`,
    problem,
  )
}

export function verify({ query, email, pending, problem }: Form & { email: string; pending: string }): WebReply {
  return screen(
    'Check your e-mail',
    html`<p class="soft">
        We sent a six-digit code${email === '' ? '' : ` to ${email}`}. Here it waits in
        <a href="/mailbox" target="_blank">the understudy's mailbox</a>.
      </p>
      ${alert(problem)}
      <form method="post" action="/hosted/verify?${raw(query)}">
        <input type="hidden" name="pending" value="${pending}" />
        <label
          >Code<input
            name="code"
            inputmode="numeric"
            autocomplete="one-time-code"
            pattern="[0-9]{6}"
            maxlength="6"
            required
            autofocus
            class="digits"
        /></label>
        <button>Continue</button>
      </form>`,
    problem,
  )
}

export function forgot({ query }: Form): WebReply {
  return screen(
    'Forgot your password?',
    html`<p class="soft">We will send you a link to choose a new one.</p>
      <form method="post" action="/hosted/forgot?${raw(query)}">
        ${emailField({ focus: true })}
        <button>Send the link</button>
      </form>
      <p class="foot"><a href="${authorize(query, {})}">Back to sign in</a></p>`,
  )
}

export function sent({ query }: Form): WebReply {
  const text = html`<p class="soft">
    If the address belongs to an account, a link is on its way to <a href="/mailbox">the understudy's mailbox</a>.
  </p>`
  return screen(
    'Check your e-mail',
    html`${text}
      <p class="foot"><a href="${authorize(query, {})}">Back to sign in</a></p>`,
  )
}

export function reset({ token, problem }: { token: string; problem?: string }): WebReply {
  return screen(
    'Choose a new password',
    html`${alert(problem)}
      <form method="post" action="/reset-password?${raw(new URLSearchParams({ token }))}">
        ${passwordField({ kind: 'new-password', problem, focus: true })}
        <button>Save password</button>
      </form>`,
    problem,
  )
}

export function done(title: string, text: string): WebReply {
  return screen(title, html`<p class="soft">${text}</p>`)
}

export function broken(text: string): WebReply {
  return { ...screen('This link does not work', html`<p class="soft">${text}</p>`), status: 400 }
}
