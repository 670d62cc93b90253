import { expect, it } from 'vitest'
import { costMicroUsd } from './prices.ts'

it('prices tokens and seconds without fractions, rounded up once a line', () => {
  const price = {
    provider: 'cerebras',
    model: 'gpt-oss-120b',
    unit: 'output_tokens' as const,
    microUsdPerMillion: 750_000,
  }
  expect(costMicroUsd(31, price)).toBe(24)
  expect(costMicroUsd(0, price)).toBe(0)
})
