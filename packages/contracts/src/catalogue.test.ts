import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { CATALOGUE } from './db/catalogue.ts'
import { SERVICES } from './route.ts'
import { ROUTES } from './routes.ts'

const procedures = [...CATALOGUE.values()]

describe('procedures', () => {
  it('are named thing.deed, once each', () => {
    for (const { name } of procedures) expect(name).toMatch(/^[a-z_]+\.[a-z_]+$/)
    expect(procedures.length).toBeGreaterThan(40)
  })

  it('never take an account from their caller, however deep', () => {
    const named = procedures.filter(({ name }) => name !== 'grants.create')
    for (const { name, input } of named) {
      const schema = JSON.stringify(z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }))
      expect({ name, schema }).not.toMatchObject({ schema: expect.stringMatching(/"account(Id|_id)?":|\^acc_/) })
    }
  })

  it('let only an operator name another account, as the subject of what they do', () => {
    expect(CATALOGUE.get('grants.create')?.authority).toEqual({ kind: 'operator' })
  })

  it('refuse fields they do not know', () => {
    for (const { name, input } of procedures) {
      expect({ name, takes: input.safeParse({ nobody_knows_this: 1 }).success }).toEqual({ name, takes: false })
    }
  })

  it('under a capability name the object it must be for', () => {
    for (const { name, authority, input } of procedures) {
      if (authority.kind !== 'capability') continue
      expect({ name, isField: input instanceof z.ZodObject && authority.object in input.shape }).toEqual({
        name,
        isField: true,
      })
    }
  })

  it('are run by Workers that exist, or by the node; those that only read need no key', () => {
    for (const { callers, reads, idempotent } of procedures) {
      expect(callers.length).toBeGreaterThan(0)
      for (const caller of callers) expect([...SERVICES, 'node']).toContain(caller)
      expect(reads && idempotent).toBe(false)
    }
  })
})

describe('routes', () => {
  it('are named once and reached once', () => {
    const names = ROUTES.map((route) => route.name)
    const doors = ROUTES.map((route) => `${route.method} ${route.path}`)
    expect(new Set(names).size).toBe(names.length)
    expect(new Set(doors).size).toBe(doors.length)
  })

  it('name in params exactly what their path names', () => {
    for (const { path, params } of ROUTES) {
      const named = [...path.matchAll(/:(\w+)/g)].map((match) => match[1])
      expect(Object.keys(params.shape)).toEqual(named)
    }
  })

  it('take an Idempotency-Key wherever a POST creates, dials or pays', () => {
    const creating = ROUTES.filter((route) => route.method === 'POST' && route.status === 201)
    const without = creating.filter((route) => !route.idempotent).map((route) => route.name)
    expect(without).toEqual(['signUp', 'createKey'])
  })

  it('keep operators’ doors apart from everybody’s', () => {
    for (const { path, access } of ROUTES) expect(path.startsWith('/v1/admin/')).toBe(access === 'operator')
  })
})
