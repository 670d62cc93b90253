import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT } from '../scripts/stack/folders.ts'
import { WORKER_VARIABLES } from '../scripts/stack/recipients.ts'
import { EDGES, readEnvironments } from './service-edges.ts'

const environments = readEnvironments()

describe('wrangler.toml', () => {
  it('has the twelve Workers, each under its own name and folder', () => {
    expect(Object.keys(environments).sort()).toEqual(Object.keys(EDGES).sort())
    expect(Object.keys(WORKER_VARIABLES).sort()).toEqual(Object.keys(EDGES).sort())
    for (const [name, environment] of Object.entries(environments)) {
      expect(environment.name).toBe(name)
      expect(environment.main).toBe(join(ROOT, 'services', name, 'src', 'index.ts'))
    }
  })

  it.each(Object.entries(EDGES))('binds %s to the services that the design names, and to no other', (name, edges) => {
    const services = environments[name]?.services ?? []
    const neighbours = services.filter(({ service }) => service !== 'database')
    expect(neighbours.map(({ service }) => service).sort()).toEqual([...edges].sort())
    for (const { binding, service } of neighbours) expect(binding).toBe(service.toUpperCase())
  })

  it.each(Object.keys(EDGES).filter((name) => name !== 'database'))('tells database that %s is asking', (name) => {
    const bindings = environments[name]?.services.filter(({ service }) => service === 'database')
    expect(bindings).toEqual([{ binding: 'DATABASE', service: 'database', entrypoint: 'Db', props: { caller: name } }])
  })

  it('makes each Durable Object class once, in the Worker that binds it', () => {
    for (const { durable_objects: objects, migrations } of Object.values(environments)) {
      const made = migrations.flatMap((migration) => migration.new_sqlite_classes)
      expect(made.sort()).toEqual(objects.bindings.map((binding) => binding.class_name).sort())
    }
  })

  it('consumes every queue that something produces to, once', () => {
    const all = Object.values(environments)
    const produced = new Set(all.flatMap(({ queues }) => queues.producers.map(({ queue }) => queue)))
    const consumed = all.flatMap(({ queues }) => queues.consumers.map(({ queue }) => queue))
    expect(consumed.sort()).toEqual([...produced].sort())
  })
})

it('has no service that can reach itself through others', () => {
  const reach = (name: string, seen: readonly string[]): void => {
    expect(seen, `${seen.join(' → ')} → ${name}`).not.toContain(name)
    for (const { service } of environments[name]?.services ?? []) reach(service, [...seen, name])
  }
  for (const name of Object.keys(environments)) reach(name, [])
})
