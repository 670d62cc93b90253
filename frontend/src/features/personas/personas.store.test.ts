import { expect, it } from 'vitest'
import { fakeApi, ok, refusal } from '../../api/api.fake.ts'
import { factSample, personaSample } from '../../api/samples.fake.ts'
import { useFactsStore } from './facts.store.ts'
import { draftOf } from './persona-draft.ts'
import { usePersonasStore } from './personas.store.ts'

const own = { ...personaSample, id: 'per_22222222222222222222', name: 'Nadia', origin: 'own' }
const list = ok({ items: [personaSample, own], next: null })

it('tells everybody’s personas from one’s own', async () => {
  fakeApi({ 'GET /v1/personas': [list] })
  const personas = usePersonasStore()
  await personas.refresh()
  expect(personas.catalogue.map(({ name }) => name)).toEqual(['Brad'])
  expect(personas.own.map(({ name }) => name)).toEqual(['Nadia'])
})

it('shows a new, a changed and a removed persona without reading the list again', async () => {
  const { asked } = fakeApi({
    'GET /v1/personas': [ok({ items: [personaSample] })],
    'POST /v1/personas': [{ status: 201, body: own }],
    [`PATCH /v1/personas/${own.id}`]: [ok({ ...own, name: 'Nadja', version: 2 })],
    [`DELETE /v1/personas/${own.id}`]: [{ status: 204 }],
  })
  const personas = usePersonasStore()
  await personas.refresh()
  await personas.create({ ...draftOf(null), name: 'Nadia', tagline: 'Asks', instructions: 'Ask.' })
  expect(personas.find(own.id)?.name).toBe('Nadia')
  await personas.update(own.id, { name: 'Nadja' })
  expect(personas.find(own.id)?.version).toBe(2)
  await personas.remove(own.id)
  expect(personas.find(own.id)).toBeNull()
  expect(asked.filter(({ method }) => method === 'GET')).toHaveLength(1)
})

it('does not take a failed list for an empty one', async () => {
  fakeApi({ 'GET /v1/personas': [refusal(500, 'internal')] })
  const personas = usePersonasStore()
  await personas.refresh()
  expect(personas.load).toMatchObject({ state: 'failed', message: 'It was refused: internal.' })
})

it('corrects and forgets facts where they stand', async () => {
  const factsOf = `/v1/personas/${personaSample.id}/facts`
  const fact = `/v1/facts/${factSample.id}`
  fakeApi({
    [`GET ${factsOf}`]: [ok({ items: [factSample], next: null })],
    [`PATCH ${fact}`]: [ok({ ...factSample, text: 'The dog is called Moritz.' })],
    [`DELETE ${fact}`]: [{ status: 204 }],
  })
  const facts = useFactsStore()
  await facts.open(personaSample.id)
  await facts.correct(factSample.id, 'The dog is called Moritz.')
  expect(facts.load).toMatchObject({ value: { items: [{ text: 'The dog is called Moritz.' }] } })
  await facts.forget(factSample.id)
  expect(facts.load).toMatchObject({ value: { items: [] } })
})

it('keeps a fact that could not be forgotten', async () => {
  fakeApi({
    [`GET /v1/personas/${personaSample.id}/facts`]: [ok({ items: [factSample], next: null })],
    [`DELETE /v1/facts/${factSample.id}`]: [refusal(500, 'internal')],
  })
  const facts = useFactsStore()
  await facts.open(personaSample.id)
  await expect(facts.forget(factSample.id)).rejects.toThrow('internal')
  expect(facts.load).toMatchObject({ value: { items: [{ id: factSample.id }] } })
})
