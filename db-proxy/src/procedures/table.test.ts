import { expect, it } from 'vitest'
import { z } from 'zod'
import { CATALOGUE } from '@callback/contracts/db/catalogue'
import { TABLE } from './table.ts'

it('implements exactly the procedures of the catalogue', () => {
  expect([...TABLE.keys()].sort()).toEqual([...CATALOGUE.keys()].sort())
  for (const [name, implementation] of TABLE) expect(implementation.contract).toBe(CATALOGUE.get(name))
})

it('takes an account id in no input, but for the account an operator grants to', () => {
  const naming = [...CATALOGUE.values()]
    .filter(({ input }) =>
      /"(account|tenant)|\^acc_/i.test(JSON.stringify(z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }))),
    )
    .map(({ name }) => name)
  expect(naming).toEqual(['grants.create'])
})
