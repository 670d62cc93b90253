// Twelve keys, and tabs that arrow keys walk through.
import { make } from './draw.js'

const letters = { 2: 'ABC', 3: 'DEF', 4: 'GHI', 5: 'JKL', 6: 'MNO', 7: 'PQRS', 8: 'TUV', 9: 'WXYZ', 0: '+' }

export function fillKeypad(container, onKey) {
  for (const digit of '123456789*0#') {
    const button = make(
      'button',
      { className: 'key', type: 'button' },
      make('span', { textContent: digit }),
      make('small', { textContent: letters[digit] ?? '' }),
    )
    button.setAttribute('aria-label', digit === '*' ? 'Star' : digit === '#' ? 'Hash' : digit)
    button.onclick = () => onKey(digit)
    if (digit === '0') holdForPlus(button, onKey)
    container.append(button)
  }
}

/** As on every phone: holding 0 writes +. */
function holdForPlus(button, onKey) {
  let timer = 0
  let held = false
  button.onpointerdown = () => {
    held = false
    timer = setTimeout(() => {
      held = true
      onKey('+')
    }, 500)
  }
  button.onpointerup = button.onpointerleave = () => clearTimeout(timer)
  button.onclick = () => {
    if (!held) onKey('0')
  }
}

export function wireTabs(list, onShow) {
  const tabs = [...list.querySelectorAll('[role=tab]')]
  const show = (tab) => {
    for (const other of tabs) {
      other.setAttribute('aria-selected', String(other === tab))
      other.tabIndex = other === tab ? 0 : -1
      document.getElementById(other.getAttribute('aria-controls')).hidden = other !== tab
    }
    onShow(tab.id)
  }
  tabs.forEach((tab, at) => {
    tab.onclick = () => show(tab)
    tab.onkeydown = ({ key }) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[key]
      if (!step) return
      const next = tabs[(at + step + tabs.length) % tabs.length]
      next.focus()
      show(next)
    }
  })
}
