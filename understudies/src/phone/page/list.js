// Every phone on this machine, and the numbers they can ring.
import { $, make, mark, replaceIfChanged } from './draw.js'
import { formatNumber, toE164 } from './words.js'

const REFRESH_EVERY_MS = 1500
const states = { idle: 'Idle', ringing: 'Ringing', dialling: 'Dialling', 'in-call': 'In a call' }

function row(number, name, side) {
  const text = make(
    'span',
    { className: 'row-main' },
    make('span', { className: 'row-name', textContent: name ?? formatNumber(number) }),
  )
  if (name) text.append(make('br'), make('span', { className: 'soft', textContent: formatNumber(number) }))
  return [mark(number, name), text, ...side]
}

async function refresh() {
  const reply = await fetch('/phone', { headers: { Accept: 'application/json' } })
  const { phones, contacts } = await reply.json()
  const rows = phones.map(({ number, owner, state }) => {
    const pill = make('span', { className: `pill${state === 'idle' ? '' : ' live'}`, textContent: states[state] })
    return make('li', {}, make('a', { className: 'row', href: `/phone/${number}` }, ...row(number, owner, [pill])))
  })
  replaceIfChanged(
    $('phones'),
    rows.length > 0 ? rows : [make('li', { className: 'empty', textContent: 'No phone has been used yet.' })],
  )
  replaceIfChanged(
    $('contacts'),
    contacts.map(({ number, name }) => make('li', {}, make('span', { className: 'row' }, ...row(number, name, [])))),
  )
  $('contacts').hidden = contacts.length === 0
  $('no-contacts').hidden = contacts.length > 0
}

$('open').onsubmit = (event) => {
  event.preventDefault()
  const number = toE164($('open-number').value)
  if (number) location.href = `/phone/${number}`
  else $('open-hint').textContent = 'Write it with its country, like +442071838750.'
}

await refresh()
setInterval(
  () => void refresh().catch(() => ($('open-hint').textContent = 'The understudy does not answer.')),
  REFRESH_EVERY_MS,
)
