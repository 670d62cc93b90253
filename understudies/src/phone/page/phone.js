// One phone's page: joins what the understudy says, what the person does, and what is drawn and heard.
import { act, connect, look } from './connection.js'
import { canDictate, dictate } from './dictation.js'
import { $, drawContacts, drawLine, drawMessages, drawOwner, drawRecents, drawScreens, drawTalk } from './draw.js'
import { fillKeypad, wireTabs } from './keypad.js'
import * as sound from './sound.js'
import { clock, ending, formatNumber, nameOf, toE164 } from './words.js'

const number = decodeURIComponent(location.pathname.split('/')[2])
/** While talking, measures are looked up this often: sound alone changes no state. */
const LOOK_EVERY_MS = 600

let phone = null
let people = []
let seenMessages = null
let openTab = 'tab-keypad'
let stopDictation = null

function show(next, contacts) {
  const before = phone
  phone = next
  people = contacts ?? people
  drawOwner(phone)
  drawScreens(phone)
  drawTalk(phone)
  drawLine(phone)
  drawRecents(phone, dial)
  drawMessages(phone, people)
  if (contacts) drawContacts(contacts, dial)
  countUnread()
  if (before?.state !== phone.state) changed(before)
}

function changed(before) {
  const { state, call } = phone
  const name = call ? nameOf(call) : ''
  if (state === 'ringing' || state === 'dialling') sound.startRinging(state)
  else sound.stopRinging()
  $('ring-hint').hidden = sound.canBeHeard()
  document.title = {
    idle: `Phone ${formatNumber(number)}`,
    ringing: `☎ ${name} is calling`,
    dialling: `Calling ${name}…`,
    'in-call': `On the phone: ${name}`,
  }[state]
  if (state === 'ringing') {
    announce(`Incoming call from ${name}. Answer or decline.`)
    $('answer').focus()
  } else if (state === 'dialling') {
    $('give-up').focus()
  } else if (state === 'in-call') {
    announce(`Connected to ${name}.`)
    if (matchMedia('(hover: hover)').matches) $('say-text').focus()
    else $('hang-up').focus()
  } else if (before) {
    announce(call ? `Call ended. ${ending(call)}.` : '')
    stopDictation?.()
    hideCallKeys()
    $('dial-number').focus({ preventScroll: true })
  }
}

function announce(words) {
  $('announcer').textContent = words
}

function countUnread() {
  seenMessages ??= phone.messages.length
  if (openTab === 'tab-messages' && phone.state === 'idle') seenMessages = phone.messages.length
  const unread = Math.max(0, phone.messages.length - seenMessages)
  $('unread').hidden = unread === 0
  $('unread').textContent = String(unread)
}

async function dial(to) {
  await sound.unlock()
  $('dial-hint').textContent = ''
  const trouble = await act(number, 'dial', { to, attested: $('attested').checked })
  if (!trouble) return
  $('dial-hint').textContent = trouble
  $('tab-keypad').click()
}

function wireKeypads() {
  const typed = $('dial-number')
  const refresh = () => ($('dial-erase').hidden = typed.value === '')
  fillKeypad($('keypad'), (digit) => {
    sound.key(digit)
    if (digit === '+' && typed.value !== '') return
    typed.value += digit
    refresh()
  })
  fillKeypad($('call-keys'), (digit) => {
    sound.key(digit)
    if (digit !== '+') void act(number, 'press', { digits: digit })
  })
  typed.oninput = refresh
  $('dial-erase').onclick = () => {
    typed.value = typed.value.slice(0, -1)
    refresh()
    typed.focus()
  }
  $('dial').onsubmit = (event) => {
    event.preventDefault()
    const to = toE164(typed.value)
    if (to) void dial(to)
    else $('dial-hint').textContent = typed.value === '' ? 'Enter a number first.' : 'That is not a whole number.'
  }
}

function wireCall() {
  $('answer').onclick = () => void act(number, 'answer')
  $('decline').onclick = () => void act(number, 'decline')
  $('give-up').onclick = () => void act(number, 'hang-up')
  $('hang-up').onclick = () => void act(number, 'hang-up')
  $('say').onsubmit = (event) => {
    event.preventDefault()
    const text = $('say-text').value.trim()
    $('say-text').value = ''
    if (text) void say(text)
  }
  $('mute').onclick = () => {
    const muted = $('mute').getAttribute('aria-pressed') !== 'true'
    $('mute').setAttribute('aria-pressed', String(muted))
    $('mute')
      .querySelector('use')
      .setAttribute('href', `/phone-page/icons.svg#i-${muted ? 'quiet' : 'sound'}`)
    $('mute').querySelector('.label').textContent = muted ? 'Muted' : 'Speaker'
    sound.mute(muted)
  }
  $('keys').onclick = () => {
    const shown = $('call-keys').hidden
    $('call-keys').hidden = !shown
    $('keys').setAttribute('aria-pressed', String(shown))
  }
}

function hideCallKeys() {
  $('call-keys').hidden = true
  $('keys').setAttribute('aria-pressed', 'false')
}

async function say(text) {
  const trouble = await act(number, 'say', { text })
  $('mic-note').textContent = trouble ?? ''
}

function wireMicrophone() {
  $('mic').hidden = !canDictate
  if (!canDictate) $('mic-note').textContent = 'This browser cannot dictate: type what you would say.'
  $('mic').onclick = () => {
    if (stopDictation) return stopDictation()
    $('mic').setAttribute('aria-pressed', 'true')
    stopDictation = dictate({
      onWords: (words) => ($('say-text').value = words),
      onSentence: (text) => {
        $('say-text').value = ''
        void say(text)
      },
      onStop: (note) => {
        stopDictation = null
        $('mic').setAttribute('aria-pressed', 'false')
        $('mic-note').textContent = note
      },
    })
  }
}

/** Digits typed anywhere reach the keys, as on a desk phone. */
function wireKeyboard() {
  document.addEventListener('keydown', (event) => {
    const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'Escape' && phone?.state === 'ringing') $('decline').click()
    if (!/^[0-9*#+]$/.test(event.key)) return
    if (phone?.state === 'idle' && openTab === 'tab-keypad') $('dial-number').focus()
    if (phone?.state === 'in-call' && event.key !== '+') {
      sound.key(event.key)
      void act(number, 'press', { digits: event.key })
    }
  })
}

function wireGestures() {
  const heard = async () => {
    await sound.unlock()
    $('ring-hint').hidden = true
    if (phone?.state === 'ringing' || phone?.state === 'dialling') sound.startRinging(phone.state)
  }
  document.addEventListener('pointerdown', heard)
  document.addEventListener('keydown', heard)
}

function tick() {
  if (phone?.state !== 'in-call') return
  $('timer').textContent = clock(Date.now() - Date.parse(phone.call.answeredAt))
}

let level = 0
function fade() {
  level *= 0.88
  for (const avatar of document.querySelectorAll('.peer-small .avatar'))
    avatar.style.setProperty('--level', level.toFixed(3))
  requestAnimationFrame(fade)
}

$('script').textContent = [
  `phone=${location.origin}/phone/${number}`,
  'curl -X POST $phone/answer',
  `curl -X POST $phone/say -d '{"text":"Hello"}'`,
  'curl -X POST $phone/hang-up',
  'curl $phone',
].join('\n')
wireTabs(document.querySelector('[role=tablist]'), (tab) => {
  openTab = tab
  if (phone) countUnread()
})
wireKeypads()
wireCall()
wireMicrophone()
wireKeyboard()
wireGestures()
$('text').onsubmit = async (event) => {
  event.preventDefault()
  const body = $('text-body').value.trim()
  if (body && !(await act(number, 'text', { to: $('text-to').value, body }))) $('text-body').value = ''
}
connect(number, {
  onPhone: show,
  onSound: (mulaw) => (level = Math.max(level, sound.play(mulaw))),
  onLink: (state) => {
    $('link').dataset.link = state
    $('link-text').textContent = state === 'open' ? 'On' : 'Reconnecting'
  },
})
setInterval(tick, 250)
setInterval(async () => {
  if (phone?.state === 'in-call' && !document.hidden) show(await look(number))
}, LOOK_EVERY_MS)
fade()
