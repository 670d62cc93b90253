// The pages a buyer sees: checkout, customer portal, receipt.
import { redirect, type Route, type WebReply } from '../web-server.ts'
import { cardEnding } from './cards.ts'
import type { Catalog } from './catalog.ts'
import type { Checkout } from './checkout.ts'
import { checkoutPage, closedPage, notice, table } from './checkout-page.ts'
import type { Session } from './checkout-session.ts'
import { StripeRefusal } from './errors.ts'
import { money } from './money.ts'
import type { Payments } from './payments.ts'
import type { Portal } from './portal.ts'

export type HostedParts = { checkout: Checkout; payments: Payments; catalog: Catalog; portal: Portal }

export function hosted({ checkout, payments, catalog, portal }: HostedParts): Route[] {
  function emailOf(session: Session): string | null {
    return session.customer_email ?? (session.customer === null ? null : catalog.customers.get(session.customer).email)
  }

  function show(id: string): WebReply {
    const session = checkout.get(id)
    if (session.status !== 'open') return closedPage(session)
    return checkoutPage({ session, lines: checkout.lines(session), email: emailOf(session) })
  }

  function act(id: string, form: URLSearchParams): WebReply {
    const session = checkout.get(id)
    if (session.status !== 'open') return closedPage(session)
    const email = (form.get('email') ?? '').trim()
    const again = (about: 'card' | 'code' | 'email', says: string) =>
      checkoutPage({
        session,
        lines: checkout.lines(session),
        email: email || emailOf(session),
        problem: { about, says },
      })
    const action = form.get('action') ?? 'pay'
    if (action === 'pay') return pay(session, email, form, again)
    const isFine =
      action === 'enter-code' ? checkout.enterCode(session, form.get('code') ?? '') : checkout.removeCode(session)
    return isFine ? redirect(`/c/pay/${id}`) : again('code', 'This code is not valid.')
  }

  function pay(
    session: Session,
    email: string,
    form: URLSearchParams,
    again: (about: 'card' | 'email', says: string) => WebReply,
  ): WebReply {
    if (!/^[^@\s]+@[^@\s]+$/.test(email)) return again('email', 'Enter a complete e-mail address.')
    const card = cardEnding(form.get('card') ?? '4242')
    if (!card) return again('card', 'Your card number is incorrect.')
    const outcome = checkout.pay(session, card, { email, name: form.get('name') })
    return outcome.kind === 'paid' ? redirect(outcome.url) : again('card', outcome.says)
  }

  /** A person sees a page where a program would see Stripe's JSON. */
  function forPeople(draw: () => WebReply): WebReply {
    try {
      return draw()
    } catch (error) {
      if (error instanceof StripeRefusal)
        return notice('This page does not exist', error.message, undefined, error.status)
      throw error
    }
  }

  return [
    { method: 'GET', path: '/c/pay/:id', handle: (_request, id) => forPeople(() => show(id)) },
    {
      method: 'POST',
      path: '/c/pay/:id',
      handle: ({ body }, id) => forPeople(() => act(id, new URLSearchParams(body))),
    },
    {
      method: 'GET',
      path: '/p/session/:id',
      handle: (_request, id) =>
        forPeople(() => {
          const session = portal.sessions.get(id)
          const charges = payments.charges.all().filter((charge) => charge.customer === session.customer && charge.paid)
          const rows = charges.map(
            (charge) =>
              [dateOf(charge.created), money(charge.amount - charge.amount_refunded, charge.currency)] as const,
          )
          return table(
            'Your payments',
            rows,
            session.return_url === null ? undefined : { href: session.return_url, says: 'Back to the shop' },
          )
        }),
    },
    {
      method: 'GET',
      path: '/receipts/:id',
      handle: (_request, id) =>
        forPeople(() => {
          const charge = payments.charges.get(id)
          const rows: [string, string][] = [
            ['Date', dateOf(charge.created)],
            ['Card', `•••• ${charge.payment_method_details.card.last4}`],
            ['Paid', money(charge.amount, charge.currency)],
          ]
          if (charge.amount_refunded > 0) rows.push(['Refunded', money(charge.amount_refunded, charge.currency)])
          return table('Receipt', rows)
        }),
    },
  ]
}

function dateOf(seconds: number): string {
  return new Date(seconds * 1_000).toISOString().slice(0, 10)
}
