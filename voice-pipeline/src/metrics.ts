// Counters of this process, for Prometheus. Labels are few and fixed; nothing in them names a person.
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Meter } from './call/meter.ts'
import type { Stage } from './call/latency.ts'

/** From well under the bars to the deadlines, in seconds. */
const BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.8, 1.2, 2, 3, 5, 8]
const STAGES: readonly Stage[] = ['endOfTurn', 'firstToken', 'firstAudio', 'firstFrame', 'heard']

export type Metrics = { meter: Meter; refused: (why: string) => void; registry: Registry }

export function metrics(callsInProgress: () => number): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'voice_' })
  const registers = [registry]
  const stages = new Histogram({
    name: 'voice_turn_stage_seconds',
    help: 'Time from the caller falling silent to each stage of the answer.',
    labelNames: ['stage'],
    buckets: BUCKETS,
    registers,
  })
  const bargeIns = new Counter({ name: 'voice_barge_ins_total', help: 'Replies cut by the caller.', registers })
  const failures = new Counter({
    name: 'voice_port_failures_total',
    help: 'Ports that closed by themselves.',
    labelNames: ['port', 'kind'],
    registers,
  })
  const stale = new Counter({
    name: 'voice_stale_audio_bytes_total',
    help: 'Audio of given-up replies, dropped.',
    registers,
  })
  const ended = new Counter({ name: 'voice_calls_total', help: 'Calls ended.', labelNames: ['reason'], registers })
  const refusals = new Counter({
    name: 'voice_sockets_refused_total',
    help: 'Media sockets turned away.',
    labelNames: ['why'],
    registers,
  })
  new Gauge({
    name: 'voice_calls_in_progress',
    help: 'Calls this process holds.',
    registers,
    collect() {
      this.set(callsInProgress())
    },
  })

  const meter: Meter = {
    answered(timings) {
      for (const stage of STAGES) {
        const ms = timings[stage]
        if (ms !== undefined) stages.observe({ stage }, ms / 1000)
      }
    },
    interrupted: () => {
      bargeIns.inc()
    },
    failed: (port, kind) => {
      failures.inc({ port, kind })
    },
    staleAudio: (bytes) => {
      stale.inc(bytes)
    },
    ended: (reason) => {
      ended.inc({ reason })
    },
  }
  return {
    meter,
    refused: (why) => {
      refusals.inc({ why })
    },
    registry,
  }
}
