// The people who can sign in: create, find, change, forget. Seeds bypass the password rule; everyone else meets it.
import type { Person, StateFile } from './state-file.ts'
import type { Events } from './events.ts'
import { notFound, refusal } from './errors.ts'
import { idFromEmail, newId, normalEmail } from './ids.ts'
import { demandStrength, hashPassword, passwordMatches } from './password.ts'

export type SeedUser = { email: string; password: string; firstName: string; lastName: string }

export type NewPerson = {
  email: string
  password?: string | undefined
  emailVerified?: boolean | undefined
  name?: string | null | undefined
  firstName?: string | null | undefined
  lastName?: string | null | undefined
  externalId?: string | null | undefined
  metadata?: Record<string, string> | undefined
}
export type PersonChange = Omit<NewPerson, 'email'> & { email?: string | undefined; locale?: string | null | undefined }

/** A local stack has a handful of people; load tests make thousands; beyond this a test has run away. */
const PEOPLE_MAX = 50_000

export class People {
  readonly #file: StateFile
  readonly #events: Events
  readonly #byId = new Map<string, Person>()
  readonly #byEmail = new Map<string, Person>()

  constructor(file: StateFile, events: Events) {
    this.#file = file
    this.#events = events
    for (const person of file.state.people) this.#index(person)
  }

  async seed(users: readonly SeedUser[]): Promise<void> {
    for (const user of users) {
      if (this.byEmail(user.email)) continue
      const person = blank(idFromEmail(user.email), user.email)
      this.#add({
        ...person,
        emailVerified: true,
        firstName: user.firstName,
        lastName: user.lastName,
        passwordHash: await hashPassword(user.password),
      })
    }
  }

  all(): readonly Person[] {
    return this.#file.state.people
  }

  byEmail(email: string): Person | undefined {
    return this.#byEmail.get(normalEmail(email))
  }

  get(id: string): Person {
    const person = this.#byId.get(id)
    if (!person) throw notFound('User', id)
    return person
  }

  async create(input: NewPerson): Promise<Person> {
    this.#demandFree(input.email)
    if (input.password !== undefined) demandStrength(input.password)
    const passwordHash = input.password === undefined ? null : await hashPassword(input.password)
    this.#demandFree(input.email)
    const person: Person = {
      ...blank(newId('user'), input.email),
      emailVerified: input.emailVerified ?? false,
      name: input.name ?? null,
      firstName: input.firstName ?? null,
      lastName: input.lastName ?? null,
      externalId: input.externalId ?? null,
      metadata: input.metadata ?? {},
      passwordHash,
    }
    this.#add(person)
    this.#events.record('user.created', wireUser(person))
    return person
  }

  async change(id: string, change: PersonChange): Promise<Person> {
    const person = this.get(id)
    if (change.password !== undefined) demandStrength(change.password)
    const passwordHash = change.password === undefined ? undefined : await hashPassword(change.password)
    if (change.email !== undefined && normalEmail(change.email) !== person.email) {
      this.#demandFree(change.email)
      this.#byEmail.delete(person.email)
      person.email = normalEmail(change.email)
      this.#byEmail.set(person.email, person)
    }
    const { name, firstName, lastName, locale, externalId, metadata, emailVerified } = change
    Object.assign(
      person,
      defined({ name, firstName, lastName, locale, externalId, metadata, emailVerified, passwordHash }),
    )
    person.updatedAt = new Date().toISOString()
    this.#file.changed()
    this.#events.record('user.updated', wireUser(person))
    return person
  }

  signedIn(person: Person): void {
    person.lastSignInAt = new Date().toISOString()
    this.#file.changed()
  }

  remove(id: string): Person {
    const person = this.get(id)
    this.#byId.delete(id)
    this.#byEmail.delete(person.email)
    this.#file.state.people = this.#file.state.people.filter((each) => each !== person)
    this.#file.changed()
    this.#events.record('user.deleted', wireUser(person))
    return person
  }

  async withPassword(email: string, password: string): Promise<Person> {
    const person = this.byEmail(email)
    const matches = await passwordMatches(password, person?.passwordHash ?? null)
    if (!person || !matches) throw refusal(400, 'invalid_credentials', 'Invalid credentials.')
    return person
  }

  #demandFree(email: string): void {
    if (this.byEmail(email)) {
      const taken = [{ code: 'email_not_available', message: 'This email is not available.' }]
      throw refusal(400, 'user_creation_error', 'Could not create user.', taken)
    }
    if (this.#byId.size >= PEOPLE_MAX)
      throw refusal(429, 'too_many_users', `The understudy keeps at most ${PEOPLE_MAX} users.`)
  }

  #add(person: Person): void {
    this.#file.state.people.push(person)
    this.#index(person)
    this.#file.changed()
  }

  #index(person: Person): void {
    this.#byId.set(person.id, person)
    this.#byEmail.set(person.email, person)
  }
}

export function wireUser(person: Person): Record<string, unknown> {
  return {
    object: 'user',
    id: person.id,
    email: person.email,
    email_verified: person.emailVerified,
    name: person.name,
    first_name: person.firstName,
    last_name: person.lastName,
    profile_picture_url: person.pictureUrl,
    last_sign_in_at: person.lastSignInAt,
    locale: person.locale,
    external_id: person.externalId,
    metadata: person.metadata,
    created_at: person.createdAt,
    updated_at: person.updatedAt,
  }
}

function blank(id: string, email: string): Person {
  const now = new Date().toISOString()
  const unknown = { name: null, firstName: null, lastName: null, pictureUrl: null, locale: null, externalId: null }
  const dates = { createdAt: now, updatedAt: now, lastSignInAt: null }
  return { id, email: normalEmail(email), emailVerified: false, ...unknown, metadata: {}, passwordHash: null, ...dates }
}

function defined(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}
