// Answering machine detection. The phone says what answered; the time it takes to be sure is Twilio's.
import type { CallRecord } from './call-record.ts'
import type { AnsweringKind } from './handset.ts'
import type { WebhookMethod } from './webhook.ts'
import { wait } from './wait.ts'
import type { World } from './world.ts'

export type MachineDetection = {
  mode: 'Enable' | 'DetectMessageEnd'
  async: boolean
  callback: { url: string; method: WebhookMethod } | null
}

/** A greeting is told from a hello in about this long. */
const DETECTION_MS = 3_000
/** A machine's own greeting, to its beep. */
const MESSAGE_END_MS = 6_000

export async function detectMachine(
  detection: MachineDetection,
  answering: AnsweringKind,
  call: CallRecord,
  { clock, webhooks, accountSid }: World,
  signal: AbortSignal,
): Promise<void> {
  const waitsForBeep = detection.mode === 'DetectMessageEnd' && answering === 'machine'
  const ms = waitsForBeep ? MESSAGE_END_MS : DETECTION_MS
  await wait(clock, ms, signal)
  if (signal.aborted) return
  call.answeredBy = answering === 'human' ? 'human' : waitsForBeep ? 'machine_end_beep' : 'machine_start'
  if (!detection.async || !detection.callback) return
  const form: Array<readonly [string, string]> = [
    ['CallSid', call.sid],
    ['AccountSid', accountSid],
    ['AnsweredBy', call.answeredBy],
    ['MachineDetectionDuration', String(ms)],
  ]
  await webhooks.send({ ...detection.callback, form })
}
