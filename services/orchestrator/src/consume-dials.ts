// Consumer of `dials`: claims the occurrence a hint names and dials it. The row decides; the hint may be late, doubled or wrong.
import { DialHint } from '@callback/contracts/internal'
import * as db from '@callback/contracts/db/schedules'
import { database } from '@callback/edge/database'
import { readEnv } from '@callback/edge/env'
import { describeFailure, log } from '@callback/edge/log'
import { dialOut } from './dial.ts'
import type { DialScope } from './dial.ts'
import { Env } from './env.ts'
import { newToken } from './one-time-token.ts'
import { pause } from './pause.ts'

/** A hint comes whole seconds early; anything earlier than this goes back to the queue. */
const WAIT_MS_MAX = 5_000

export async function consumeDials(batch: MessageBatch, rawEnv: object): Promise<void> {
  const env = readEnv(Env, rawEnv)
  await Promise.all(batch.messages.map((message) => consume(message, env)))
}

async function consume(message: Message, env: Env): Promise<void> {
  const hint = DialHint.safeParse(message.body)
  if (!hint.success) {
    log.error('a dial hint is not one', { id: message.id })
    return message.ack()
  }
  const requestId = crypto.randomUUID()
  try {
    const early = await claimAndDial({ env, requestId, db: database(env.DATABASE, requestId) }, hint.data.occurrenceId)
    if (early === null) return message.ack()
    message.retry({ delaySeconds: Math.max(1, Math.floor((early - Date.now()) / 1000)) })
  } catch (failure) {
    // Before the claim nothing happened; after it the attempt's row is resolved by the reaper. Either way the row knows.
    log.error('dial hint failed', { requestId, why: describeFailure(failure) })
    message.retry({ delaySeconds: 2 })
  }
}

/** The due time when it is too early to claim, else null. */
async function claimAndDial(scope: DialScope, occurrenceId: DialHint['occurrenceId']): Promise<number | null> {
  for (;;) {
    const { token, tokenHash } = await newToken()
    const { output } = await scope.db.run(db.claimOccurrence, { occurrenceId, tokenHash }, { nobody: true })
    switch (output.kind) {
      case 'dial':
        await dialOut(scope, output.dial, token)
        return null
      case 'early': {
        const waitMs = Date.parse(output.dueAt) - Date.now()
        if (waitMs > WAIT_MS_MAX) return Date.parse(output.dueAt)
        await pause(Math.max(1, waitMs))
        continue
      }
      case 'skipped':
        log.info('occurrence skipped', { requestId: scope.requestId, occurrenceId })
        return null
      case 'gone':
        return null
    }
  }
}
