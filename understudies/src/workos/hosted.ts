// The hosted sign-in: pages a browser sees between the product's authorize link and its callback.
import { z } from 'zod'
import { redirect, type Route, type WebReply, type WebRequest } from '../web-server.ts'
import type { Authenticator } from './authenticate.ts'
import {
  BadAuthorization,
  callback,
  flaw,
  isLoopback,
  isSocial,
  readAuthorization,
  SOCIAL,
  type Authorization,
} from './authorization.ts'
import { WorkosError } from './errors.ts'
import type { Letters } from './letters.ts'
import * as pages from './pages.ts'
import { demandStrength } from './password.ts'
import type { People, SeedUser } from './people.ts'
import type { Sessions } from './sessions.ts'
import type { Person } from './state-file.ts'

export type HostedParts = {
  clientId: string
  people: People
  sessions: Sessions
  letters: Letters
  authenticator: Authenticator
  seedUsers: readonly SeedUser[]
}

type Step = (authorization: Authorization, form: URLSearchParams, request: WebRequest) => Promise<WebReply> | WebReply

export function hosted({ clientId, people, sessions, letters, authenticator, seedUsers }: HostedParts): Route[] {
  const [demo] = seedUsers

  /** Runs a step with the checked authorize request, and turns its refusals into the page or the callback they belong to. */
  function step(
    run: Step,
    again: (authorization: Authorization, request: WebRequest, problem: string, form: URLSearchParams) => WebReply,
  ) {
    return async (request: WebRequest): Promise<WebReply> => {
      const form = new URLSearchParams(request.body)
      try {
        const authorization = readAuthorization(request.query, clientId)
        const problem = flaw(authorization)
        if (problem !== undefined)
          return redirect(callback(authorization, { error: 'invalid_request', error_description: problem }))
        try {
          return await run(authorization, form, request)
        } catch (error) {
          return again(authorization, request, sentence(error), form)
        }
      } catch (error) {
        if (error instanceof BadAuthorization) return pages.broken(error.message)
        throw error
      }
    }
  }

  function finish(authorization: Authorization, person: Person, method: string): WebReply {
    const challenge = authorization.code_challenge ?? null
    return redirect(
      callback(authorization, { code: authenticator.grantCode({ userId: person.id, method, challenge }) }),
    )
  }

  function verified(authorization: Authorization, request: WebRequest, person: Person, method: string): WebReply {
    try {
      authenticator.demandVerified(person, method)
    } catch (error) {
      const pending = error instanceof WorkosError ? error.body['pending_authentication_token'] : undefined
      if (typeof pending !== 'string') throw error
      return pages.verify({ query: request.query, email: person.email, pending })
    }
    return finish(authorization, person, method)
  }

  const start: Step = (authorization, _form, { query }) => {
    if (isSocial(authorization.provider))
      return pages.consent({ query, provider: SOCIAL[authorization.provider], accounts: seedUsers })
    const email = authorization.login_hint
    return authorization.screen_hint === 'sign-up'
      ? pages.signUp({ query, email })
      : pages.signIn({ query, email, demo })
  }

  const signIn: Step = async (authorization, form, request) => {
    const person = await people.withPassword(field(form, 'email'), field(form, 'password'))
    return verified(authorization, request, person, 'Password')
  }

  const signUp: Step = async (authorization, form, request) => {
    const [firstName, lastName] = [field(form, 'first_name') || null, field(form, 'last_name') || null]
    const email = z.email('Enter a complete e-mail address.').parse(field(form, 'email'))
    const person = await people.create({ email, password: field(form, 'password'), firstName, lastName })
    return verified(authorization, request, person, 'Password')
  }

  const consent: Step = async (authorization, form) => {
    if (form.get('answer') === 'cancel') {
      return redirect(
        callback(authorization, { error: 'access_denied', error_description: 'The user denied the request.' }),
      )
    }
    const email = z.email('Enter a complete e-mail address.').parse(field(form, 'email'))
    const [firstName = null, ...rest] = field(form, 'name').split(' ').filter(Boolean)
    const known = people.byEmail(email)
    const person =
      known ?? (await people.create({ email, emailVerified: true, firstName, lastName: rest.join(' ') || null }))
    return finish(authorization, person, authorization.provider ?? 'GoogleOAuth')
  }

  const verify: Step = async (authorization, form) => {
    const { person, method } = await authenticator.verifyEmail(field(form, 'pending'), field(form, 'code'))
    return finish(authorization, person, method)
  }

  const forgot: Step = (_authorization, form, { query, method }) => {
    if (method === 'GET') return pages.forgot({ query })
    const person = people.byEmail(field(form, 'email'))
    if (person) letters.sendReset(person)
    return pages.sent({ query })
  }

  function reset({ method, query, body }: WebRequest): Promise<WebReply> | WebReply {
    const token = query.get('token') ?? ''
    if (method === 'GET') return pages.reset({ token })
    return setPassword(token, field(new URLSearchParams(body), 'password')).then(
      () => pages.done('Your password is changed', 'Go back to the app and sign in with it.'),
      (error: unknown) => pages.reset({ token, problem: sentence(error) }),
    )
  }

  async function setPassword(token: string, password: string): Promise<void> {
    const id = letters.resetOwner(token)
    demandStrength(password)
    letters.spendReset(token)
    await people.change(id, { password, emailVerified: true })
  }

  function logOut({ query }: WebRequest): WebReply {
    const id = query.get('session_id') ?? ''
    const returnTo = query.get('return_to')
    if (returnTo !== null && !isLoopback(returnTo))
      return pages.broken('The return address is not allowed: only addresses on this machine are.')
    if (sessions.has(id)) sessions.end(id)
    return returnTo === null ? pages.done('You are signed out', 'You can close this page.') : redirect(returnTo)
  }

  const signInAgain = step(signIn, (_a, { query }, problem, form) =>
    pages.signIn({ query, email: field(form, 'email'), problem, demo }),
  )
  const signUpAgain = step(signUp, (_a, { query }, problem, form) =>
    pages.signUp({ query, email: field(form, 'email'), problem, names: form }),
  )
  const consentAgain = step(consent, ({ provider }, { query }, problem) =>
    pages.consent({ query, provider: isSocial(provider) ? SOCIAL[provider] : 'Google', accounts: seedUsers, problem }),
  )
  const verifyAgain = step(verify, (_a, { query }, problem, form) =>
    pages.verify({ query, email: '', pending: field(form, 'pending'), problem }),
  )
  const forgotAgain = step(forgot, (_a, { query }) => pages.forgot({ query }))
  return [
    {
      method: 'GET',
      path: '/user_management/authorize',
      handle: step(start, (_a, _r, problem) => pages.broken(problem)),
    },
    { method: 'POST', path: '/hosted/sign-in', handle: signInAgain },
    { method: 'POST', path: '/hosted/sign-up', handle: signUpAgain },
    { method: 'POST', path: '/hosted/consent', handle: consentAgain },
    { method: 'POST', path: '/hosted/verify', handle: verifyAgain },
    { method: 'GET', path: '/hosted/forgot', handle: forgotAgain },
    { method: 'POST', path: '/hosted/forgot', handle: forgotAgain },
    { method: 'GET', path: '/reset-password', handle: reset },
    { method: 'POST', path: '/reset-password', handle: reset },
    { method: 'GET', path: '/user_management/sessions/logout', handle: logOut },
  ]
}

/** What a person can act on; anything unexpected goes on to the server's own handler. */
function sentence(error: unknown): string {
  if (error instanceof z.ZodError) return error.issues[0]?.message ?? 'Check the form.'
  if (!(error instanceof WorkosError)) throw error
  const details = z.array(z.object({ message: z.string() })).safeParse(error.body['errors'])
  const code = error.body['code']
  if (code === 'invalid_credentials') return 'That e-mail and password do not match.'
  if (code === 'user_creation_error') return 'There is already an account with this e-mail. Sign in instead.'
  return (details.success ? details.data.map((detail) => detail.message).join(' ') : '') || error.message
}

function field(form: URLSearchParams, name: string): string {
  return (form.get(name) ?? '').trim()
}
