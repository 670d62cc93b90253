import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { openApiDocument } from './openapi.ts'
import { ROUTES } from './routes.ts'

const text = JSON.stringify(openApiDocument(), null, 2)

it('has the checked-in openapi.json current (npm run openapi writes it)', () => {
  expect(readFileSync(new URL('../openapi.json', import.meta.url), 'utf8')).toBe(`${text}\n`)
})

it('describes every route once, each with its own operation id', () => {
  const ids = [...text.matchAll(/"operationId": "(\w+)"/g)].map((match) => match[1])
  expect(ids.toSorted()).toEqual(ROUTES.map((route) => route.name).toSorted())
  expect(new Set(ids).size).toBe(ids.length)
})

it('says what each body and answer is made of', () => {
  // An empty schema would accept anything: only a transform whose input nobody described ends up so.
  expect(text).not.toMatch(/"schema": \{\}/)
})
