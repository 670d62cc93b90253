// Proving that a phone is the person's own: a code by SMS, then the code back.
import { mayDial } from '@callback/domain/phone'
import * as db from '@callback/contracts/db/people'
import { AppError } from '@callback/contracts/errors'
import type { startPhone as startSpec, verifyPhone as verifySpec } from '@callback/contracts/me'
import type { Handler, Scope } from '@callback/edge/serve'
import type { Env } from './env.ts'
import { codeForKey, freshCode, hashOfCode } from './phone-code.ts'
import { sendSms } from './sms.ts'

export const startPhone: Handler<typeof startSpec, Env> = async ({ body: { number } }, scope) => {
  const { env, idempotencyKey } = scope
  if (!mayDial(number)) {
    throw new AppError('refused', 'We cannot call numbers there yet.', {
      fields: { number: 'is in no country we call' },
    })
  }
  const userId = userOf(scope)
  const code =
    idempotencyKey === undefined ? freshCode() : await codeForKey(idempotencyKey, userId, number, env.COOKIE_PASSWORD)
  const codeHash = await hashOfCode(code, userId)
  const { output, replayed } = await scope.db.run(db.startPhone, { number, codeHash }, scope.asPerson(), {
    idempotencyKey,
  })
  if (!replayed)
    await sendSms({ to: number, body: `${code} is your CallbackApp code. We will never ask you for it.` }, env)
  return output
}

export const verifyPhone: Handler<typeof verifySpec, Env> = async ({ body: { code } }, scope) => {
  const codeHash = await hashOfCode(code, userOf(scope))
  const { output } = await scope.db.run(db.verifyPhone, { codeHash }, scope.asPerson())
  switch (output.kind) {
    case 'verified':
      return output.me
    case 'wrong_code':
      throw wrongCode(`is not the code; ${triesOf(output.triesLeft)}`)
    case 'expired':
      throw wrongCode('is no longer valid; ask for a new one')
  }
}

function wrongCode(what: string): AppError {
  return new AppError('invalid_input', 'That code did not work.', { fields: { code: what } })
}

function triesOf(left: number): string {
  if (left <= 0) return 'no tries left, ask for a new one'
  return left === 1 ? '1 try left' : `${left} tries left`
}

function userOf(scope: Scope<Env>): string {
  if (scope.principal === null) throw new AppError('unauthenticated', 'Please sign in.')
  return scope.principal.user
}
