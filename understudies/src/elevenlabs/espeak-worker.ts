// A thread of its own around espeak-ng (GPL-3.0), whose synthesis is synchronous. Text in; samples and word times out, as they come.
import load from '@echogarden/espeak-ng-emscripten'
import { parentPort, workerData } from 'node:worker_threads'
import { Resampler } from './resample.ts'
import type { Profile } from './voices.ts'

export interface Job {
  id: number
  text: string
  profile: Profile
  rate: number
}

/** A word's first character, counted from zero, and when it is said. */
export interface WordTime {
  character: number
  ms: number
}

export type Produced =
  | { type: 'ready' }
  | { type: 'part'; id: number; samples: Int16Array; words: WordTime[] }
  | { type: 'done'; id: number }

const port = parentPort
if (!port) throw new Error('espeak-worker runs only as a worker thread')
const tell = (message: Produced): void => port.postMessage(message)

/** Job ids that nobody waits for any more, by slot: readable while espeak is busy. */
const cancelled = new Int32Array(workerData instanceof SharedArrayBuffer ? workerData : new SharedArrayBuffer(4))

const { eSpeakNGWorker } = await load()
const espeak = new eSpeakNGWorker()
const espeakRate = espeak.get_samplerate()

function synthesize({ id, text, profile, rate }: Job): void {
  const gone = (): boolean => Atomics.load(cancelled, id % cancelled.length) === id
  espeak.set_voice(profile.voice)
  espeak.set_pitch(profile.pitch)
  espeak.set_range(profile.range)
  espeak.set_rate(profile.wordsPerMinute)
  const resampler = new Resampler(espeakRate, rate)
  if (!gone()) {
    espeak.synthesize(text, (samples, events) => {
      const words = events
        .filter(({ type }) => type === 'word')
        .map((event) => ({ character: event.text_position - 1, ms: event.audio_position }))
      const louder = Float64Array.from(samples, (sample) => sample * profile.gain)
      tell({ type: 'part', id, samples: resampler.push(louder), words })
      return gone()
    })
    tell({ type: 'part', id, samples: resampler.flush(), words: [] })
  }
  tell({ type: 'done', id })
}

port.on('message', synthesize)
tell({ type: 'ready' })
