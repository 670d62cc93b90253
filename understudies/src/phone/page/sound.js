// Everything the page can be heard by: the voice on the line, the bell, the ringback and the keys.
// One 8 kHz context, so that 20 ms pieces of mu-law join without a seam.

const RATE = 8000
/** Held back before the first piece plays, so that network jitter is not heard. */
const LEAD_SECONDS = 0.08

const linear = Float32Array.from({ length: 256 }, (_, byte) => {
  const bits = ~byte & 0xff
  const magnitude = (((bits & 15) << 3) + 132) * 2 ** ((bits >> 4) & 7) - 132
  return (bits & 128 ? -magnitude : magnitude) / 32768
})

let context = null
let voice = null
let playhead = 0
let melody = null

/** Browsers let a page be heard only after a gesture; call this from one. */
export function unlock() {
  if (!context) {
    context = new AudioContext({ sampleRate: RATE })
    voice = context.createGain()
    voice.connect(context.destination)
  }
  return context.resume()
}

export function canBeHeard() {
  return context?.state === 'running'
}

export function mute(isMuted) {
  if (voice) voice.gain.value = isMuted ? 0 : 1
}

/** Plays a piece of the line. Returns how loud it is, 0 to 1, for the eye. */
export function play(mulaw) {
  const samples = new Float32Array(mulaw.length)
  let energy = 0
  for (let i = 0; i < mulaw.length; i++) {
    const sample = linear[mulaw[i]]
    samples[i] = sample
    energy += sample * sample
  }
  if (canBeHeard()) {
    const buffer = context.createBuffer(1, samples.length, RATE)
    buffer.copyToChannel(samples, 0)
    const source = context.createBufferSource()
    source.buffer = buffer
    source.connect(voice)
    if (playhead < context.currentTime) playhead = context.currentTime + LEAD_SECONDS
    source.start(playhead)
    playhead += samples.length / RATE
  }
  return Math.min(1, Math.sqrt(energy / mulaw.length) * 5)
}

function tone(frequencies, at, seconds, loudness, fade = 0.02) {
  const gain = context.createGain()
  gain.gain.setValueAtTime(0, at)
  gain.gain.linearRampToValueAtTime(loudness, at + 0.01)
  gain.gain.setValueAtTime(loudness, at + Math.max(0.01, seconds - fade))
  gain.gain.linearRampToValueAtTime(0, at + seconds)
  gain.connect(context.destination)
  for (const frequency of frequencies) {
    const oscillator = context.createOscillator()
    oscillator.frequency.value = frequency
    oscillator.connect(gain)
    oscillator.start(at)
    oscillator.stop(at + seconds)
  }
}

const bars = {
  ringing: {
    everyMs: 2200,
    play() {
      const now = context.currentTime + 0.05
      ;[659, 784, 988, 784, 659, 784, 988].forEach((note, i) => tone([note, note * 2], now + i * 0.13, 0.3, 0.07, 0.25))
    },
  },
  dialling: { everyMs: 4000, play: () => tone([440, 480], context.currentTime + 0.05, 1.6, 0.05) },
}

export function startRinging(kind) {
  if (melody?.kind === kind && melody.audible === canBeHeard()) return
  stopRinging()
  const bar = bars[kind]
  const once = () => {
    if (canBeHeard()) bar.play()
    if (kind === 'ringing') navigator.vibrate?.([300, 120, 300])
  }
  once()
  melody = { kind, audible: canBeHeard(), timer: setInterval(once, bar.everyMs) }
}

export function stopRinging() {
  if (melody) clearInterval(melody.timer)
  if (melody?.kind === 'ringing') navigator.vibrate?.(0)
  melody = null
}

const rows = [697, 770, 852, 941]
const columns = [1209, 1336, 1477]

export function key(digit) {
  const at = '123456789*0#'.indexOf(digit)
  if (at < 0 || !canBeHeard()) return
  tone([rows[Math.floor(at / 3)], columns[at % 3]], context.currentTime, 0.14, 0.06)
}
