// Consumer of the `after-call` queue. A message is only a hint: the claim decides whether there is work, so one that comes
// late or twice does nothing, and one that is lost is found again by the executor's sweep.
import { AfterCallHint } from '@callback/contracts/internal'
import { database } from '@callback/edge/database'
import { describeFailure, log } from '@callback/edge/log'
import type { Env } from './env.ts'
import { learnFrom } from './learn.ts'
import { cerebras } from './mind.ts'

/** A call leaves one job today; a hint must not keep a consumer busy for ever. */
const JOBS_PER_HINT_MAX = 4

export async function afterCall(batch: Pick<MessageBatch, 'messages'>, env: Env): Promise<void> {
  for (const message of batch.messages) {
    const hint = AfterCallHint.safeParse(message.body)
    if (!hint.success) {
      log.error('a message of the after-call queue has another shape', { id: message.id })
      message.ack()
      continue
    }
    try {
      const db = database(env.DATABASE, crypto.randomUUID())
      for (let jobs = 0; jobs < JOBS_PER_HINT_MAX; jobs++) {
        if ((await learnFrom(hint.data, db, cerebras(env))) !== 'finished') break
      }
      message.ack()
    } catch (failure) {
      log.error('after-call work could not be done', { id: message.id, why: describeFailure(failure) })
      message.retry()
    }
  }
}
