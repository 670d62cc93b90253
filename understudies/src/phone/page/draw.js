// Draws a phone's state into the page. Decides nothing and sends nothing.
import { clock, ending, formatNumber, hueOf, nameOf, seconds, timeOfDay, wasMissed } from './words.js'

export const $ = (id) => document.getElementById(id)

export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties)
  element.append(...children)
  return element
}

export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use')
  use.setAttribute('href', `/phone-page/icons.svg#i-${name}`)
  svg.append(use)
  return svg
}

export function mark(number, name) {
  const circle = make('span', { className: 'row-mark', textContent: (name ?? number.slice(-2)).slice(0, name ? 1 : 2) })
  circle.style.setProperty('--hue', hueOf(number))
  circle.setAttribute('aria-hidden', 'true')
  return circle
}

const shown = new WeakMap()

/** Leaves alone what looks the same already, so that focus, scroll and announcements stay. */
export function replaceIfChanged(list, children) {
  const look = children.map((child) => child.outerHTML).join('')
  if (shown.get(list) === look) return
  shown.set(list, look)
  list.replaceChildren(...children)
}

export function drawOwner(phone) {
  $('own-name').textContent = phone.owner ?? ''
  $('own-number').textContent = formatNumber(phone.number)
}

export function drawScreens(phone) {
  document.body.dataset.state = phone.state
  for (const screen of ['idle', 'ringing', 'dialling', 'in-call']) $(screen).hidden = phone.state !== screen
  if (!phone.call) return
  const name = nameOf(phone.call)
  document.documentElement.style.setProperty('--hue', hueOf(phone.call.peer))
  for (const element of document.querySelectorAll('.peer-name')) element.textContent = name
  for (const element of document.querySelectorAll('.avatar-letter'))
    element.textContent = phone.call.peerName?.[0] ?? '#'
  for (const element of document.querySelectorAll('.peer-number')) {
    element.textContent = phone.call.peerName ? formatNumber(phone.call.peer) : ''
  }
}

export function drawContacts(contacts, onCall) {
  const people = contacts.map(({ number, name }) => {
    const button = make(
      'button',
      { className: 'contact', type: 'button' },
      mark(number, name),
      make('span', { textContent: name ?? number.slice(-4) }),
    )
    button.setAttribute('aria-label', `Call ${name ?? formatNumber(number)}`)
    button.onclick = () => onCall(number)
    return button
  })
  replaceIfChanged($('contacts'), people)
  const chosen = $('text-to').value
  replaceIfChanged(
    $('text-to'),
    contacts.map(({ number, name }) => make('option', { value: number, textContent: name ?? formatNumber(number) })),
  )
  if (contacts.some(({ number }) => number === chosen)) $('text-to').value = chosen
  $('text').hidden = contacts.length === 0
}

export function drawRecents(phone, onCall) {
  const rows = phone.calls.map((call) => {
    const arrow = make(
      'span',
      { className: `row-mark plain${wasMissed(call) ? ' missed' : ''}` },
      icon(call.direction === 'incoming' ? 'in' : 'out'),
    )
    const length =
      call.answeredAt && call.endedAt ? ` · ${clock(Date.parse(call.endedAt) - Date.parse(call.answeredAt))}` : ''
    const row = make(
      'button',
      { className: 'row', type: 'button' },
      arrow,
      make(
        'span',
        { className: 'row-main' },
        make('span', { className: 'row-name', textContent: nameOf(call) }),
        make('br'),
        make('span', { className: 'soft', textContent: ending(call) + length }),
      ),
      make('span', { className: 'row-side', textContent: timeOfDay(call.startedAt) }),
    )
    row.setAttribute('aria-label', `${call.direction} call, ${nameOf(call)}, ${ending(call)}. Call again`)
    row.onclick = () => onCall(call.peer)
    return make('li', {}, row)
  })
  replaceIfChanged(
    $('recents'),
    rows.length > 0 ? rows : [make('li', { className: 'empty', textContent: 'No calls yet.' })],
  )
}

export function drawMessages(phone, contacts) {
  const nameOfNumber = (number) => contacts.find((contact) => contact.number === number)?.name ?? formatNumber(number)
  const texts = phone.messages.map(({ from, body, at }) =>
    make(
      'li',
      { className: 'text' },
      make('p', { className: 'text-head', textContent: `${nameOfNumber(from)} · ${timeOfDay(at)}` }),
      make('p', { className: 'text-body', textContent: body }),
    ),
  )
  replaceIfChanged(
    $('messages'),
    texts.length > 0 ? texts : [make('li', { className: 'empty', textContent: 'No messages yet.' })],
  )
  $('messages').scrollTop = $('messages').scrollHeight
}

/** The talk in the order it was heard: their voice as sound, one's own as words. */
export function drawTalk(phone) {
  const spoken = phone.said.map((line) => ({ at: line.startMs ?? Infinity, node: bubble(line) }))
  const heard = phone.heard.map(({ startMs, endMs }) => ({ at: startMs, node: wave(endMs - startMs) }))
  const machine = phone.saidToIt.map((text) => ({
    at: -1,
    node: make('li', { className: 'bubble machine', textContent: text }),
  }))
  const lines = [...machine, ...heard, ...spoken].sort((a, b) => a.at - b.at).map(({ node }) => node)
  const talk = $('talk')
  const wasAtEnd = talk.scrollHeight - talk.scrollTop - talk.clientHeight < 40
  const empty = make('li', { className: 'talk-empty', textContent: 'What you say and what you hear will appear here.' })
  replaceIfChanged(talk, lines.length > 0 ? lines : [empty])
  if (wasAtEnd) talk.scrollTop = talk.scrollHeight
}

function bubble({ text, endMs }) {
  return make('li', { className: `bubble mine${endMs === null ? ' waiting' : ''}`, textContent: text })
}

function wave(ms) {
  const bars = make('i')
  bars.style.width = `${Math.min(190, 18 + ms / 40)}px`
  const node = make('li', { className: 'bubble wave' }, bars, make('span', { textContent: seconds(ms) }))
  node.setAttribute('aria-label', `Heard ${seconds(ms)} of speech`)
  return node
}

export function drawLine(phone) {
  const { call, heard, said, elapsedMs } = phone
  $('lanes').hidden = $('figures').hidden = $('recording').hidden = !call?.answeredAt
  if (!call) return
  $('line-title').textContent = call.direction === 'incoming' ? `${nameOf(call)} rang you` : `You rang ${nameOf(call)}`
  $('line-summary').textContent = summary(phone)
  const spanMs = Math.max(20_000, elapsedMs)
  $('lane-peer').textContent = call.peerName ?? 'They'
  drawLane($('lane-heard'), heard, spanMs)
  drawLane(
    $('lane-said'),
    said.flatMap(({ startMs, endMs, durationMs }) =>
      startMs === null ? [] : [{ startMs, endMs: endMs ?? Math.min(elapsedMs, startMs + durationMs) }],
    ),
    spanMs,
  )
  $('axis-end').textContent = clock(spanMs)
  $('lanes').setAttribute(
    'aria-label',
    `${heard.length} stretches heard, ${said.length} sentences said, over ${clock(elapsedMs)}`,
  )
  $('figure-heard').textContent = seconds(phone.audibleMs)
  $('figure-silent').textContent = seconds(phone.silentMs)
  $('figure-said').textContent = String(said.length)
  $('recording').href = `/phone/${phone.number}/audio`
}

function summary({ state, call }) {
  if (call.endedReason !== null) return `${ending(call)} at ${timeOfDay(call.endedAt)}.`
  return state === 'in-call' ? 'The call is on.' : 'It is ringing.'
}

function drawLane(track, stretches, spanMs) {
  track.replaceChildren(
    ...stretches.map(({ startMs, endMs }) => {
      const bar = make('i')
      bar.style.left = `${(startMs / spanMs) * 100}%`
      bar.style.width = `${((endMs - startMs) / spanMs) * 100}%`
      return bar
    }),
  )
}
