// The signed-in person.
import type { z } from 'zod'
import * as contract from '@callback/contracts/db/people'
import { Role } from '@callback/contracts/me'
import type { Me } from '@callback/contracts/me'
import { forPerson, found } from '../work.ts'
import type { TenantWork } from '../work.ts'

type Row = {
  id: string
  accountId: string
  email: string
  firstName: string
  lastName: string
  zone: string
  roles: string[]
  verified: string | null
  asked: string | null
}

export async function readMe(work: TenantWork, user: string): Promise<z.input<typeof Me>> {
  const [row] = await work.sql<Row[]>`
    select u.id, u.account_id, u.email, u.first_name, u.last_name, u.zone, u.roles, p.number as verified,
      (select c.number from phone_codes c where c.user_id = u.id and c.used_at is null order by c.id desc limit 1) as asked
    from users u left join phones p on p.user_id = u.id
    where u.id = ${user}`
  const { verified, asked, roles, ...me } = found(row, 'user')
  const number = verified ?? asked
  return {
    ...me,
    roles: Role.array().parse(roles),
    phone: number === null ? null : { number, verified: verified !== null },
  }
}

export const getMe = forPerson(contract.getMe, (work) => readMe(work, work.user))

export const updateMe = forPerson(contract.updateMe, async (work, change) => {
  await work.sql`
    update users set
      first_name = coalesce(${change.firstName ?? null}, first_name),
      last_name = coalesce(${change.lastName ?? null}, last_name),
      zone = coalesce(${change.zone ?? null}, zone)
    where id = ${work.user}`
  return readMe(work, work.user)
})
