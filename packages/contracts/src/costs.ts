// The price book: what providers charge us, versioned, in micro-USD per million units.
import { z } from 'zod'
import { USAGE_UNITS } from '@callback/domain/prices'
import { Instant, MicroUsd, NoBody, NoParams, NoQuery } from './fields.ts'
import { route } from './route.ts'

export const PriceRow = z.object({
  provider: z.string(),
  model: z.string(),
  unit: z.enum(USAGE_UNITS),
  microUsdPerMillion: MicroUsd,
  since: Instant,
})
export type PriceRow = z.infer<typeof PriceRow>

export const listPrices = route({
  service: 'costs',
  access: 'user',
  name: 'listPrices',
  method: 'GET',
  path: '/v1/prices',
  status: 200,
  summary: 'The price book in force.',
  params: NoParams,
  query: NoQuery,
  body: NoBody,
  output: z.object({ items: z.array(PriceRow) }),
})
