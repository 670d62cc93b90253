// The page's line to the understudy: one socket for state and sound, plain requests for what the person does.

/** Between tries while the understudy is away, in milliseconds; the last is repeated. */
const waits = [250, 500, 1000, 2000]

export function connect(number, { onPhone, onSound, onLink }) {
  let tries = 0
  const open = () => {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
    const socket = new WebSocket(`${scheme}://${location.host}/phone/${number}/events`)
    socket.binaryType = 'arraybuffer'
    socket.onopen = () => {
      tries = 0
      onLink('open')
    }
    socket.onmessage = ({ data }) => {
      if (typeof data !== 'string') return onSound(new Uint8Array(data))
      const { phone, contacts } = JSON.parse(data)
      onPhone(phone, contacts)
    }
    socket.onclose = () => {
      onLink('lost')
      setTimeout(open, waits[Math.min(tries++, waits.length - 1)])
    }
  }
  open()
}

export async function look(number) {
  const reply = await fetch(`/phone/${number}`, { headers: { Accept: 'application/json' } })
  return reply.json()
}

/** Null when it was done, else why not, in words. */
export async function act(number, action, body = {}) {
  try {
    const reply = await fetch(`/phone/${number}/${action}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (reply.ok) return null
    return (await reply.json()).error?.message ?? `That did not work (${reply.status}).`
  } catch {
    return 'The understudy does not answer.'
  }
}
