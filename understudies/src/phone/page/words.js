// How the page words things: numbers, times, and why a call ended.

export function formatNumber(number) {
  const parts = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number)
  return parts ? `(${parts[1]}) ${parts[2]}-${parts[3]}` : number
}

/** What a person types to E.164: ten digits are taken as a number of the United States. */
export function toE164(typed) {
  const digits = typed.replace(/[^\d+]/g, '')
  if (/^\+[1-9]\d{6,14}$/.test(digits)) return digits
  if (/^\d{10}$/.test(digits)) return `+1${digits}`
  if (/^1\d{10}$/.test(digits)) return `+${digits}`
  return null
}

export function clock(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const minutes = Math.floor(seconds / 60)
  return `${minutes}:${String(seconds % 60).padStart(2, '0')}`
}

export function seconds(ms) {
  return ms === null ? '–' : `${(ms / 1000).toFixed(1)} s`
}

export function timeOfDay(iso) {
  return new Date(iso).toLocaleTimeString([], { hour: 'numeric', minute: '2-digit' })
}

/** A hue for each number, so that a persona keeps its colour. */
export function hueOf(number) {
  let hash = 7
  for (const character of number) hash = (hash * 31 + character.charCodeAt(0)) % 9973
  return Math.round((hash * 137.508) % 360)
}

export function nameOf(call) {
  return call.peerName ?? formatNumber(call.peer)
}

const endings = {
  'hung-up': 'You hung up',
  'remote-hung-up': 'They hung up',
  declined: 'Declined',
  'no-answer': 'Missed',
  canceled: 'They gave up',
  rejected: 'Rejected',
  busy: 'Busy',
  failed: 'Failed',
  'time-limit': 'Time was up',
  'not-in-service': 'Not in service',
}

export function ending(call) {
  return call.endedReason === null ? 'Now' : (endings[call.endedReason] ?? call.endedReason)
}

export function wasMissed(call) {
  return call.direction === 'incoming' && call.answeredAt === null && call.endedReason !== null
}
