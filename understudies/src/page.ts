// The look shared by the understudies' hosted pages: plain HTML and CSS, no script, light and dark, phone and desktop.
import type { WebReply } from './web-server.ts'

export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

type Piece = Html | string | number | undefined | readonly Html[]

/** Escapes everything that is not itself Html. */
export function html(strings: TemplateStringsArray, ...pieces: Piece[]): Html {
  return new Html(strings.reduce((text, part, index) => text + render(pieces[index - 1]) + part))
}

export type Page = { title: string; badge: string; main: Html; status?: number; style?: string }

export function page({ title, badge, main, status = 200, style = '' }: Page): WebReply {
  const document = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <style>
          ${new Html(BASE_STYLE + style)}
        </style>
      </head>
      <body>
        <p class="badge" role="note"><span aria-hidden="true"></span>${badge}</p>
        ${main}
      </body>
    </html>`
  return { status, headers: PAGE_HEADERS, body: document.text }
}

const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  // No form-action here: Chromium applies it to the redirect that leads back to the product.
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; base-uri 'none'",
}

const BASE_STYLE = `
:root { --ground:#f4f2fb; --glow:#dcd3ff; --card:#fff; --line:#e3dff0; --ink:#17132a; --soft:#5f5a75; --accent:#5b3df5; --accent-ink:#fff;
  --press:#4a2ee0; --field:#fbfaff; --edge:#8a84a3; --warn:#b3261e; --warn-ground:#fdecea; --good:#1a7f4b; --ring:#5b3df566; --shadow:0 1px 2px #17132a0f,0 24px 60px -24px #17132a40 }
@media (prefers-color-scheme: dark) { :root { --ground:#0f0c1a; --glow:#2a1f5c; --card:#181427; --line:#2e2845; --ink:#f1eefb; --soft:#a9a2c4;
  --accent:#8f7bff; --accent-ink:#120d26; --press:#a594ff; --field:#120f1f; --edge:#6b6490; --warn:#ff9d94; --warn-ground:#3a1715; --good:#6fd6a0; --ring:#8f7bff80;
  --shadow:0 1px 0 #ffffff0a inset,0 30px 70px -30px #000 } }
* { box-sizing:border-box }
body { margin:0; min-height:100dvh; display:flex; flex-direction:column; align-items:center; gap:1.25rem; padding:1rem 1rem 2.5rem; color:var(--ink);
  background:radial-gradient(60rem 30rem at 50% -10rem,var(--glow),transparent) var(--ground); font:16px/1.5 ui-sans-serif,system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif }
.badge { display:flex; gap:.55rem; align-items:baseline; margin:0; padding:.45rem .9rem; max-width:44rem; font-size:.8125rem; color:var(--soft); background:var(--card);
  border:1px solid var(--line); border-radius:1rem; text-wrap:balance }
.badge span { flex:none; width:.5rem; height:.5rem; border-radius:50%; background:var(--accent) }
main { width:100%; max-width:26rem; margin-block:auto; padding:2.25rem 2rem; background:var(--card); border:1px solid var(--line); border-radius:1.25rem; box-shadow:var(--shadow) }
h1 { margin:0 0 .35rem; font-size:1.5rem; line-height:1.2; letter-spacing:-.02em; text-wrap:balance }
h2 { margin:0; font-size:1rem }
p { margin:0 } .soft { color:var(--soft); font-size:.9375rem; text-wrap:pretty } .small { font-size:.8125rem }
form { display:grid; gap:1rem; margin-top:1.5rem }
label { display:grid; gap:.35rem; font-size:.875rem; font-weight:600 }
label small { font-weight:400; color:var(--soft) }
.pair { display:grid; grid-template-columns:1fr 1fr; gap:.75rem }
input { width:100%; min-width:0; padding:.7rem .85rem; font:inherit; font-weight:400; color:inherit; background:var(--field); border:1px solid var(--edge); border-radius:.7rem }
input[aria-invalid=true] { border-color:var(--warn) }
button, .button { display:flex; gap:.6rem; justify-content:center; align-items:center; width:100%; min-height:2.9rem; padding:.6rem 1rem; font:inherit; font-weight:600; color:var(--accent-ink);
  background:var(--accent); border:1px solid transparent; border-radius:.7rem; cursor:pointer; text-decoration:none }
button:hover, .button:hover { background:var(--press) }
.plain { color:var(--ink); background:transparent; border-color:var(--line) } .plain:hover { background:var(--field) }
a { color:var(--accent) }
:focus-visible { outline:3px solid var(--ring); outline-offset:2px }
.alert { margin-top:1.25rem; padding:.7rem .9rem; font-size:.9375rem; color:var(--warn); background:var(--warn-ground); border-radius:.7rem }
.or { display:flex; align-items:center; gap:.75rem; margin:1.25rem 0 0; color:var(--soft); font-size:.8125rem }
.or::before, .or::after { content:""; flex:1; height:1px; background:var(--line) }
.foot { margin-top:1.5rem; text-align:center; font-size:.9375rem; color:var(--soft) }
@media (max-width:30rem) { main { padding:1.75rem 1.25rem; margin-block:0 auto } }
`

function render(piece: Piece): string {
  if (piece === undefined) return ''
  if (piece instanceof Html) return piece.text
  if (typeof piece === 'string' || typeof piece === 'number') return escape(String(piece))
  return piece.map((each) => each.text).join('')
}

function escape(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character)
}
