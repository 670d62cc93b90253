// Procedures about personas and what they remember.
import { z } from 'zod'
import { CallId, FactId, JobId, PersonaId } from '../ids.ts'
import { Instant, line, page, PageQuery } from '../fields.ts'
import * as api from '../personas.ts'
import { CapabilityToken } from '../capability.ts'
import { procedure } from './procedure.ts'

const principal = { kind: 'principal' } as const
const ById = z.strictObject({ id: PersonaId })

export const listPersonas = procedure({
  name: 'personas.list',
  authority: principal,
  callers: ['personas'],
  reads: true,
  input: z.strictObject({}),
  output: z.object({ items: z.array(api.Persona) }),
})

export const getPersona = procedure({
  name: 'personas.get',
  authority: principal,
  callers: ['personas'],
  reads: true,
  input: ById,
  output: api.Persona,
})

export const createPersona = procedure({
  name: 'personas.create',
  authority: principal,
  callers: ['personas'],
  idempotent: true,
  input: api.createPersona.body,
  output: api.Persona,
})

export const updatePersona = procedure({
  name: 'personas.update',
  authority: principal,
  callers: ['personas'],
  input: z.strictObject({ id: PersonaId, change: api.updatePersona.body }),
  output: api.Persona,
})

export const removePersona = procedure({
  name: 'personas.remove',
  authority: principal,
  callers: ['personas'],
  input: ById,
  output: z.object({ removed: z.literal(true) }),
})

export const listFacts = procedure({
  name: 'facts.list',
  authority: principal,
  callers: ['personas'],
  reads: true,
  input: z.strictObject({ personaId: PersonaId, page: PageQuery }),
  output: page(api.Fact),
})

export const updateFact = procedure({
  name: 'facts.update',
  authority: principal,
  callers: ['personas'],
  input: z.strictObject({ id: FactId, text: line(300) }),
  output: api.Fact,
})

export const removeFact = procedure({
  name: 'facts.remove',
  authority: principal,
  callers: ['personas'],
  input: z.strictObject({ id: FactId }),
  output: z.object({ removed: z.literal(true) }),
})

/** A claimed after-call job must end within its lease, or another takes it with a higher fence. */
export const JOB_LEASE_MS = 60_000
export const JOB_TRIES_MAX = 6

export const Job = z.object({
  jobId: JobId,
  fence: z.int(),
  kind: z.enum(['memory']),
  callId: CallId,
  personaName: z.string(),
  startedAt: Instant,
  zone: z.string().nullable(),
  turns: z.array(z.object({ seq: z.int(), speaker: z.enum(['caller', 'persona']), heard: z.string() })),
  knownFacts: z.array(z.object({ id: FactId, text: z.string() })),
  mind: z.object({ provider: z.string(), model: z.string(), reasoningEffort: z.string().nullable() }),
  /** For `jobs.finish`, object = jobId. */
  capability: CapabilityToken,
})
export type Job = z.infer<typeof Job>

/** Ids of jobs that wait or whose lease ran out: what a sweep turns into hints. */
export const dueJobs = procedure({
  name: 'jobs.due',
  authority: { kind: 'resolver' },
  callers: ['executor'],
  reads: true,
  input: z.strictObject({ limit: z.int().min(1).max(200) }),
  output: z.object({ jobIds: z.array(JobId) }),
})

/** Claims one job, named by its id or by the call it follows. Null: nothing to do (done, leased by another, unknown). */
export const claimJob = procedure({
  name: 'jobs.claim',
  authority: { kind: 'resolver' },
  callers: ['personas'],
  input: z.union([z.strictObject({ jobId: JobId }), z.strictObject({ callId: CallId })]),
  output: Job.nullable(),
})

/** Ends a job: its facts and its end are one transaction. `stale` when the fence moved on. */
export const finishJob = procedure({
  name: 'jobs.finish',
  authority: { kind: 'capability', object: 'jobId' },
  callers: ['personas'],
  input: z.strictObject({
    jobId: JobId,
    fence: z.int(),
    outcome: z.discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('done'),
        facts: z
          .array(
            z.strictObject({
              text: line(300),
              quote: line(500),
              turnSeq: z.int().min(0),
              confidence: z.number().min(0).max(1),
              happenedAt: Instant.nullable(),
            }),
          )
          .max(20),
      }),
      z.strictObject({ kind: z.literal('failed'), reason: line(200) }),
    ]),
  }),
  output: z.object({ kind: z.enum(['finished', 'retry_later', 'given_up', 'stale']) }),
})
