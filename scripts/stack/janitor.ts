// Outlives the process that started it by a few seconds: when that process is gone (its end of stdin closes, even after
// kill -9), every child it had announced is stopped, politely first. It starts nothing and restarts nothing.
import { createInterface } from 'node:readline'
import { isAlive, signalGroup, signalProcess } from './signals.ts'

/** Ctrl-C promises "all gone within 5 s"; the last second belongs to SIGKILL. */
const POLITE_MS = 4000
const POLL_MS = 50

const announced = new Map<number, NodeJS.Signals>()

const lines = createInterface({ input: process.stdin })
lines.on('line', (line) => {
  const [sign, pid, signal] = line.split(' ')
  if (sign === '+') announced.set(Number(pid), signal === 'SIGINT' ? 'SIGINT' : 'SIGTERM')
  if (sign === '-') announced.delete(Number(pid))
})
lines.on('close', () => {
  for (const [pid, signal] of announced) signalProcess(pid, signal)
  const deadline = Date.now() + POLITE_MS
  const poll = setInterval(() => {
    const left = [...announced.keys()].filter(isAlive)
    if (left.length > 0 && Date.now() < deadline) return
    clearInterval(poll)
    for (const pid of announced.keys()) signalGroup(pid, 'SIGKILL')
  }, POLL_MS)
})

// The terminal's Ctrl-C is for the parent to handle.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)
