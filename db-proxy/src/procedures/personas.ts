// Personas: the catalogue's, and the account's own. Each change makes a version; calls keep the one they ran.
import type { z } from 'zod'
import * as contract from '@callback/contracts/db/personas'
import { AppError } from '@callback/contracts/errors'
import { newId } from '@callback/contracts/ids'
import type { Persona } from '@callback/contracts/personas'
import { forPerson, found } from '../work.ts'
import type { PersonWork, TenantWork } from '../work.ts'
import { iso } from './instants.ts'

/** Own personas of an account; the list is not paged. */
export const PERSONAS_MAX = 100

type Version = Pick<
  z.output<typeof Persona>,
  'name' | 'tagline' | 'instructions' | 'voiceId' | 'tier' | 'hue' | 'secondsMax'
>
export type PersonaRow = Version & {
  id: string
  accountId: string | null
  version: number
  rateMillicreditsPerMinute: number
  phoneNumber: string | null
  createdAt: Date
}

const select = ({ sql }: TenantWork) => sql`
  select p.id, p.account_id, p.version, p.phone_number, p.created_at,
    coalesce(p.rate_millicredits_per_minute, t.rate_millicredits_per_minute) as rate_millicredits_per_minute,
    v.name, v.tagline, v.instructions, v.voice_id, v.tier, v.hue, v.seconds_max
  from personas p
  join persona_versions v on v.persona_id = p.id and v.version = p.version
  join tiers t on t.tier = v.tier
  where p.removed_at is null`

export async function findPersona(work: TenantWork, id: string): Promise<PersonaRow | undefined> {
  const [row] = await work.sql<PersonaRow[]>`${select(work)} and p.id = ${id}`
  return row
}

function toPersona({ accountId, createdAt, ...row }: PersonaRow): z.input<typeof Persona> {
  return { ...row, origin: accountId === null ? 'catalogue' : 'own', createdAt: iso(createdAt) }
}

export const listPersonas = forPerson(contract.listPersonas, async (work) => {
  const rows = await work.sql<PersonaRow[]>`${select(work)} order by p.account_id nulls first, p.created_at, p.id`
  return { items: rows.map(toPersona) }
})

export const getPersona = forPerson(contract.getPersona, async (work, { id }) => {
  return toPersona(found(await findPersona(work, id), 'persona'))
})

export const createPersona = forPerson(contract.createPersona, async (work, draft) => {
  const { sql, account } = work
  const [own] = await sql<{ personas: number }[]>`
    select count(*)::int as personas from personas where account_id = ${account} and removed_at is null`
  if (own !== undefined && own.personas >= PERSONAS_MAX) {
    throw new AppError('refused', 'This account has as many personas as it may. Remove one first.')
  }
  const id = newId('persona')
  await addVersion(work, id, 1, draft)
  await sql`insert into personas (id, account_id, version) values (${id}, ${account}, 1)`
  return toPersona(found(await findPersona(work, id), 'persona'))
})

export const updatePersona = forPerson(contract.updatePersona, async (work, { id, change }) => {
  await lockOwn(work, id)
  const current = found(await findPersona(work, id), 'persona')
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
  await addVersion(work, id, current.version + 1, { ...current, ...given })
  await work.sql`update personas set version = ${current.version + 1} where id = ${id}`
  return toPersona(found(await findPersona(work, id), 'persona'))
})

export const removePersona = forPerson(contract.removePersona, async (work, { id }) => {
  const { sql } = work
  await lockOwn(work, id)
  await sql`update personas set removed_at = now() where id = ${id}`
  await sql`
    update occurrences set state = 'cancelled', fence = fence + 1, decided_at = now(), reason = 'the persona was removed'
    where state = 'scheduled' and schedule_id in (select id from schedules where persona_id = ${id})`
  await sql`update schedules set status = 'done' where persona_id = ${id} and status <> 'done'`
  return { removed: true as const }
})

/** One change of a persona at a time. The catalogue's are everybody's to see, so the refusal may say what they are. */
async function lockOwn({ sql, account }: PersonWork, id: string): Promise<void> {
  const [own] = await sql`
    select 1 from personas where id = ${id} and account_id = ${account} and removed_at is null for update`
  if (own !== undefined) return
  const [catalogue] = await sql`select 1 from personas where id = ${id} and account_id is null and removed_at is null`
  if (catalogue !== undefined) throw new AppError('forbidden', 'Personas of the catalogue cannot be changed.')
  found(own, 'persona')
}

async function addVersion({ sql, account }: PersonWork, id: string, version: number, of: Version): Promise<void> {
  await sql`
    insert into persona_versions
      (persona_id, version, account_id, name, tagline, instructions, voice_id, tier, hue, seconds_max)
    values (${id}, ${version}, ${account}, ${of.name}, ${of.tagline}, ${of.instructions}, ${of.voiceId}, ${of.tier},
      ${of.hue}, ${of.secondsMax})`
}
