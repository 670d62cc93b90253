// The letters WorkOS would have sent. Nothing leaves the machine: people and tests read them at /mailbox.
import { html, page } from '../page.ts'
import { json, type Route } from '../web-server.ts'
import { normalEmail } from './ids.ts'

export type Letter = { to: string; subject: string; text: string; code?: string; link?: string; sentAt: string }

/** A screenful or two; older letters are of no use once their codes have expired. */
const LETTERS_MAX = 100

export class Mailbox {
  readonly #letters: Letter[] = []

  send(letter: Omit<Letter, 'sentAt'>): void {
    this.#letters.unshift({ ...letter, sentAt: new Date().toISOString() })
    this.#letters.length = Math.min(this.#letters.length, LETTERS_MAX)
  }

  to(email: string | null): Letter[] {
    return email === null ? this.#letters : this.#letters.filter((letter) => letter.to === normalEmail(email))
  }

  routes(badge: string): Route[] {
    return [
      { method: 'GET', path: '/mailbox.json', handle: ({ query }) => json(200, { data: this.to(query.get('to')) }) },
      { method: 'GET', path: '/mailbox', handle: ({ query }) => this.#page(this.to(query.get('to')), badge) },
    ]
  }

  #page(letters: readonly Letter[], badge: string) {
    const list = letters.map(
      (letter) =>
        html`<li>
          <h2>${letter.subject}</h2>
          <p class="soft small">to ${letter.to} · <time>${letter.sentAt}</time></p>
          <p>${letter.text}</p>
          ${letter.code === undefined ? undefined : html`<p class="code">${letter.code}</p>`}
          ${letter.link === undefined ? undefined : html`<p><a href="${letter.link}">${letter.link}</a></p>`}
        </li>`,
    )
    const body =
      list.length === 0
        ? html`<p class="soft">No letters yet.</p>`
        : html`<ul>
            ${list}
          </ul>`
    return page({
      title: 'Mailbox',
      badge,
      style: STYLE,
      main: html`<main>
        <h1>Mailbox</h1>
        ${body}
      </main>`,
    })
  }
}

const STYLE = `
main { max-width:36rem; margin-block:0 auto } ul { list-style:none; margin:1rem 0 0; padding:0; display:grid; gap:1.25rem }
li { padding-top:1.25rem; border-top:1px solid var(--line); overflow-wrap:anywhere } .code { font:700 1.6rem/1.4 ui-monospace,monospace; letter-spacing:.2em }
`
