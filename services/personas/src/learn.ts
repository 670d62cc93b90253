// One job: claim it, ask the mind what is worth remembering, keep what can be proven. A mind that fails or talks nonsense
// ends the job as failed; the database decides when it is tried again.
import { finishJob, claimJob, JOB_LEASE_MS } from '@callback/contracts/db/personas'
import type { Job } from '@callback/contracts/db/personas'
import type { AfterCallHint } from '@callback/contracts/internal'
import type { Database } from '@callback/edge/database'
import { describeFailure, log } from '@callback/edge/log'
import { factsIn } from './memory-facts.ts'
import { memoryRequest } from './memory-request.ts'
import { MindFailure } from './mind.ts'
import type { Mind } from './mind.ts'

/** Well inside the lease, so that the end is written while the job is still ours. */
const MIND_MS_MAX = JOB_LEASE_MS / 2

/** `nothing`: no job, or another has it. */
export async function learnFrom(
  hint: AfterCallHint,
  db: Database,
  mind: Mind,
): Promise<'nothing' | 'finished' | 'retry_later' | 'given_up' | 'stale'> {
  const { output: job } = await db.run(claimJob, hint, { nobody: true })
  if (job === null) return 'nothing'
  const { jobId, fence } = job
  const outcome = await outcomeOf(job, mind)
  const { output } = await db.run(finishJob, { jobId, fence, outcome }, { capability: job.capability })
  const found = outcome.kind === 'done' ? outcome.facts.length : null
  log.info('a job ended', { jobId, kind: job.kind, outcome: outcome.kind, state: output.kind, found })
  return output.kind
}

async function outcomeOf(job: Job, mind: Mind) {
  if (!job.turns.some((turn) => turn.speaker === 'caller' && turn.heard.trim() !== '')) {
    return { kind: 'done' as const, facts: [] }
  }
  try {
    const answer = await mind(memoryRequest(job), MIND_MS_MAX)
    return { kind: 'done' as const, facts: factsIn(answer, job) }
  } catch (failure) {
    if (!(failure instanceof MindFailure)) throw failure
    log.warn('the mind gave no facts', { jobId: job.jobId, reason: failure.message, why: describeFailure(failure) })
    return { kind: 'failed' as const, reason: failure.message }
  }
}
