import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import * as people from '@callback/contracts/db/people'
import * as personas from '@callback/contracts/db/personas'
import { BRAD, hash, meet, OWN, prove } from '../testing/people.ts'
import { openWorld } from '../testing/world.ts'
import type { World } from '../testing/world.ts'

let world: World
beforeAll(async () => void (world = await openWorld(inject('postgresUrl'))))
afterAll(() => world.close())

const signIn = (change: object) => {
  const names = { firstName: 'Kim', lastName: 'Doe', emailVerified: true }
  return people.signInUser.input.parse({
    workosUserId: `user_${hash()}`,
    email: `${hash().slice(0, 8)}@example.com`,
    ...names,
    ...change,
  })
}

it('adopts a seeded user at the first sign-in with a proven e-mail address, and nobody without', async () => {
  const email = 'demo@callmeback.ai'
  expect(await world.refusal(people.signInUser, signIn({ email, emailVerified: false }))).toBe('email_taken')
  const sam = signIn({ email: 'Demo@callmeback.ai' })
  const { me } = await world.ask(people.signInUser, sam)
  expect(me).toMatchObject({ firstName: 'Sam', lastName: 'Doe', zone: 'America/New_York', roles: ['member'] })
  expect(me.phone).toEqual({ number: '+14155550100', verified: true })
  expect((await world.ask(people.signInUser, sam)).me.id).toBe(me.id)
  expect(await world.refusal(people.signInUser, signIn({ email }))).toBe('email_taken')
  const ada = await world.ask(people.signInUser, signIn({ email: 'admin@callmeback.ai' }))
  expect(ada.identity.roles).toEqual(['member', 'operator'])
})

it('makes one user of many first sign-ins at once', async () => {
  const once = signIn({})
  const all = await Promise.all(Array.from({ length: 6 }, () => world.ask(people.signInUser, once)))
  expect(new Set(all.map(({ identity }) => identity.user)).size).toBe(1)
})

it('proves a number by its newest code, within five tries', async () => {
  const person = await meet(world, { verified: false })
  const { number } = person
  const [old, fresh] = [hash(), hash()]
  await world.ask(people.startPhone, { number, codeHash: old }, { person })
  await world.ask(people.startPhone, { number, codeHash: fresh }, { person })
  expect((await world.ask(people.getMe, {}, { person })).phone).toEqual({ number, verified: false })
  expect(await world.ask(people.verifyPhone, { codeHash: old }, { person })).toEqual({
    kind: 'wrong_code',
    triesLeft: 4,
  })
  const verified = await world.ask(people.verifyPhone, { codeHash: fresh }, { person })
  expect(verified).toMatchObject({ kind: 'verified', me: { phone: { number, verified: true } } })
  expect(await world.ask(people.verifyPhone, { codeHash: fresh }, { person })).toEqual({ kind: 'expired' })
})

it('makes guessing pointless: five wrong tries use a code up, and an hour has five codes', async () => {
  const person = await meet(world, { verified: false })
  const code = { number: person.number, codeHash: hash() }
  await world.ask(people.startPhone, code, { person })
  for (let left = 4; left >= 0; left -= 1) {
    expect(await world.ask(people.verifyPhone, { codeHash: hash() }, { person })).toEqual({
      kind: 'wrong_code',
      triesLeft: left,
    })
  }
  expect(await world.ask(people.verifyPhone, { codeHash: code.codeHash }, { person })).toEqual({ kind: 'expired' })
  const more = await Promise.all(Array.from({ length: 8 }, () => world.refusal(people.startPhone, code, { person })))
  expect(more.filter((one) => one === 'too_many_tries')).toHaveLength(4)
})

it('gives a number to one account only, and sends no code where nobody may be rung', async () => {
  const [owner, other] = [await meet(world), await meet(world, { verified: false })]
  await expect(prove(world, { ...other, number: owner.number })).rejects.toThrow('another account')
  for (const number of ['+19005550100', '+882160000000', '+14155550101']) {
    expect(await world.refusal(people.startPhone, { number, codeHash: hash() }, { person: other })).toBe('refused')
  }
})

it('keeps the number in use until the new one is proven', async () => {
  const person = await meet(world)
  const moved = { ...person, number: '+14155559876' }
  await world.ask(people.startPhone, { number: moved.number, codeHash: hash() }, { person })
  expect((await world.ask(people.getMe, {}, { person })).phone).toEqual({ number: person.number, verified: true })
  await prove(world, moved)
  expect((await world.ask(people.getMe, {}, { person })).phone?.number).toBe(moved.number)
})

it('knows an API key by its hash until it is revoked', async () => {
  const person = await meet(world)
  const keyHash = hash()
  const key = await world.ask(people.createKey, { name: 'laptop', keyHash, hint: 'cb_abcd' }, { person })
  const known = await world.ask(people.resolveKey, { keyHash })
  expect(known).toEqual({ identity: { account: person.account, user: person.user, roles: ['member'] }, scopes: ['*'] })
  expect((await world.ask(people.listKeys, {}, { person })).items[0]?.lastUsedAt).not.toBeNull()
  await world.ask(people.removeKey, { id: key.id }, { person })
  expect(await world.ask(people.resolveKey, { keyHash })).toBeNull()
  expect(await world.refusal(people.removeKey, { id: key.id }, { person })).toBe('not_found')
})

it('makes a new version with each change of a persona, and leaves the catalogue alone', async () => {
  const person = await meet(world)
  const made = await world.ask(personas.createPersona, OWN, { person })
  expect(made).toMatchObject({
    origin: 'own',
    version: 1,
    tier: 'fast',
    rateMillicreditsPerMinute: 2_000,
    phoneNumber: null,
  })
  const deep = await world.ask(personas.updatePersona, { id: made.id, change: { tier: 'deep' } }, { person })
  expect(deep).toMatchObject({ version: 2, tier: 'deep', rateMillicreditsPerMinute: 3_000, instructions: 'Be kind.' })
  expect(await world.refusal(personas.updatePersona, { id: BRAD, change: { name: 'x' } }, { person })).toBe('forbidden')
  await expect(world.sql`update persona_versions set name = 'x'`).rejects.toThrow('written once')
  const { items } = await world.ask(personas.listPersonas, {}, { person })
  expect(items.map(({ name }) => name)).toEqual(['Brad', 'Sarah', 'Alex', 'Own'])
  await world.ask(personas.removePersona, { id: made.id }, { person })
  expect(await world.refusal(personas.getPersona, { id: made.id }, { person })).toBe('not_found')
})

it('changes only what is given of a person', async () => {
  const person = await meet(world)
  const me = await world.ask(people.updateMe, { zone: 'Asia/Tokyo' }, { person })
  expect(me).toMatchObject({ firstName: 'Kim', zone: 'Asia/Tokyo' })
})
