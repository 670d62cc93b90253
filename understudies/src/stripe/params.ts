// How parameters are read out of text: whole numbers, flags, metadata.
import { z } from 'zod'

export const int = z
  .string()
  .regex(/^-?\d{1,12}$/, 'must be an integer')
  .transform(Number)
export const amount = int.refine((value) => value >= 0, 'must be greater than or equal to 0')
export const decimal = z
  .string()
  .regex(/^\d{1,3}(\.\d+)?$/, 'must be a number')
  .transform(Number)
export const flag = z.enum(['true', 'false']).transform((value) => value === 'true')
export const currency = z
  .string()
  .regex(/^[a-zA-Z]{3}$/, 'must be a three-letter currency code')
  .transform((value) => value.toLowerCase())
export const text = z.string().max(5_000)
export const metadata = z
  .record(z.string().max(40), z.string().max(500))
  .refine((value) => Object.keys(value).length <= 50, 'at most 50 keys')
/** An empty string unsets; for a new object that is the same as nothing given. */
export const metadataOrNothing = z.union([metadata, z.literal('').transform(() => ({}))]).default({})
/** Parameters that Stripe takes and that change nothing here. */
export const ignored = z.unknown().optional()
export const expand = z.array(z.string().max(200)).max(20).default([])

/** What every list takes. */
export const paging = {
  limit: int.pipe(z.number().min(1).max(100)).default(10),
  starting_after: z.string().optional(),
  ending_before: z.string().optional(),
  expand,
  created: ignored,
}
