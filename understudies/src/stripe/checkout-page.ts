// What the hosted checkout looks like: the order, a promotion code, a choice of test cards. Draws only.
import { html, page, type Html } from '../page.ts'
import type { WebReply } from '../web-server.ts'
import { CARDS } from './cards.ts'
import type { Line, Session } from './checkout-session.ts'
import { money } from './money.ts'

export const BADGE = 'Stripe understudy: stands in for the hosted checkout while no key is set. No money moves.'

export type CheckoutView = {
  session: Session
  lines: readonly Line[]
  email: string | null
  problem?: { about: 'card' | 'code' | 'email'; says: string }
}

export function checkoutPage({ session, lines, email, problem }: CheckoutView): WebReply {
  const due = money(session.amount_total, session.currency)
  const main = html`<main class="wide">
    <section aria-labelledby="order">
      ${session.cancel_url === null ? undefined : html`<p class="small"><a href="${session.cancel_url}">← Back to the shop</a></p>`}
      <h1 id="order"><small>To pay</small> ${due}</h1>
      <dl class="order">
        ${lines.map((line) => row(line.quantity > 1 ? `${line.description} × ${line.quantity}` : line.description, money(line.amount, session.currency)))}
        ${
          session.total_details.amount_discount > 0
            ? row('Discount', `−${money(session.total_details.amount_discount, session.currency)}`)
            : undefined
        }
        ${row('Total', due, 'total')}
      </dl>
      ${session.allow_promotion_codes === true ? promotion(session, problem?.about === 'code' ? problem.says : undefined) : undefined}
    </section>
    <section aria-labelledby="pay">
      <h2 id="pay">${session.amount_total === 0 ? 'Nothing to pay' : 'Pay with a test card'}</h2>
      ${problem && problem.about !== 'code' ? html`<p class="alert" role="alert">${problem.says}</p>` : undefined}
      <form method="post" action="/c/pay/${session.id}">
        <label
          >E-mail<input type="email" name="email" autocomplete="email" required maxlength="254" value="${email ?? ''}"
        /></label>
        ${session.amount_total === 0 ? undefined : cards()}
        <button name="action" value="pay">${session.amount_total === 0 ? 'Complete order' : `Pay ${due}`}</button>
      </form>
    </section>
  </main>`
  return page({ title: `Checkout · ${due}`, badge: BADGE, style: STYLE, main, status: problem ? 422 : 200 })
}

export function closedPage(session: Session): WebReply {
  const [title, text] =
    session.status === 'complete'
      ? ['All done here', 'This order is already paid.']
      : ['This checkout has expired', 'Go back to the shop and start again. Nothing was paid.']
  const back =
    session.status === 'complete'
      ? session.success_url.replaceAll('{CHECKOUT_SESSION_ID}', session.id)
      : session.cancel_url
  return notice(title, text, back === null ? undefined : { href: back, says: 'Back to the shop' })
}

export function notice(title: string, text: string, link?: { href: string; says: string }, status = 200): WebReply {
  const way = link ? html`<p class="foot"><a class="button" href="${link.href}">${link.says}</a></p>` : undefined
  return page({
    title,
    badge: BADGE,
    status,
    style: STYLE,
    main: html`<main>
      <h1>${title}</h1>
      <p class="soft">${text}</p>
      ${way}
    </main>`,
  })
}

export function table(
  title: string,
  rows: readonly (readonly [string, string])[],
  link?: { href: string; says: string },
): WebReply {
  const list =
    rows.length === 0
      ? html`<p class="soft">Nothing yet.</p>`
      : html`<dl class="order">${rows.map(([name, value]) => row(name, value))}</dl>`
  const way = link ? html`<p class="foot"><a class="button" href="${link.href}">${link.says}</a></p>` : undefined
  return page({
    title,
    badge: BADGE,
    style: STYLE,
    main: html`<main>
      <h1>${title}</h1>
      ${list}${way}
    </main>`,
  })
}

function promotion(session: Session, problem: string | undefined): Html {
  const action = html`/c/pay/${session.id}`
  if (session.discounts.length > 0) {
    return html`<form method="post" action="${action}">
      <button class="plain" name="action" value="remove-code">Remove the promotion code</button>
    </form>`
  }
  return html`<form method="post" action="${action}" class="code">
    <label
      >Promotion code<input
        name="code"
        autocapitalize="characters"
        autocomplete="off"
        spellcheck="false"
        required
        maxlength="500"
        aria-invalid="${problem ? 'true' : 'false'}"
    /></label>
    <button class="plain" name="action" value="enter-code">Apply</button>
    ${problem === undefined ? undefined : html`<p class="alert" role="alert">${problem}</p>`}
  </form>`
}

function cards(): Html {
  const options = CARDS.map(
    (card, index) =>
      html`<label class="card">
        <input type="radio" name="card" value="${card.number.slice(-4)}" ${index === 0 ? html`checked` : undefined} />
        <span><b>${card.number}</b><small>${card.label}</small></span>
      </label>`,
  )
  return html`<fieldset>
    <legend class="small soft">Each does what Stripe's own test card does</legend>
    ${options}
  </fieldset>`
}

function row(name: string, value: string, kind = ''): Html {
  return html`<div class="${kind}">
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`
}

const STYLE = `
.wide { max-width:54rem; display:grid; gap:2.5rem } @media (min-width:48rem) { .wide { grid-template-columns:1fr 1fr; padding:2.5rem } }
h1 small { display:block; margin-bottom:.2rem; font-size:.9375rem; font-weight:400; letter-spacing:0; color:var(--soft) } .wide h1 { margin-top:.75rem; font-size:2.1rem }
.order { margin:1.5rem 0 0 } .order div { display:flex; justify-content:space-between; gap:1rem; padding:.6rem 0; border-bottom:1px solid var(--line) }
.order dd { margin:0; font-variant-numeric:tabular-nums; white-space:nowrap } .order .total { border:0; font-weight:700 } dt { overflow-wrap:anywhere; min-width:0 }
.code { grid-template-columns:1fr auto; align-items:end; gap:.6rem } .code button { width:auto } .code .alert { grid-column:1/-1; margin:0 }
fieldset { display:grid; gap:.5rem; margin:0; padding:0; border:0 } legend { margin-bottom:.5rem; padding:0 }
.card { display:flex; align-items:center; gap:.75rem; padding:.65rem .85rem; border:1px solid var(--line); border-radius:.7rem; cursor:pointer }
.card:has(:checked) { border-color:var(--accent); background:var(--field) } .card input { width:1.1rem; height:1.1rem; margin:0; padding:0; accent-color:var(--accent) }
.card b, .card small { display:block } .card b { font-weight:600; font-variant-numeric:tabular-nums }
`
