// Field schemas that many contracts need: text with bounds, instants, money, zones, phones, pages.
import { z } from 'zod'
import { isE164, normalizePhone } from '@callback/domain/phone'
import { isDate } from '@callback/domain/recurrence'
import { isZone } from '@callback/domain/wall-time'

/** C0 and C1 controls except tab and newline; Postgres refuses NUL and people cannot see the rest. Lone surrogates are not text. */
const isClean = (value: string): boolean =>
  !/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/.test(value) && value.isWellFormed()

export const text = (max: number) =>
  z.string().max(max, `must be at most ${max} characters`).refine(isClean, 'must not hold control characters')
export const line = (max: number) =>
  text(max)
    .trim()
    .min(1, 'must not be empty')
    .refine((value) => !value.includes('\n'), 'must be one line')
export const prose = (max: number) => text(max).trim().min(1, 'must not be empty')

export const Instant = z.iso.datetime({ offset: false, message: 'must be an ISO 8601 instant in UTC' })
export const Millicredits = z.int()
export const MicroUsd = z.int()
export const Zone = z.string().max(64).refine(isZone, 'must be an IANA time zone such as Europe/Berlin')
export const LocalDate = z.string().refine(isDate, 'must be a date such as 2026-11-21')
export const LocalTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 07:00')
export const Phone = z.string().refine(isE164, 'must be a phone number in international form')
/** What a person types; parsed to E.164. */
export const TypedPhone = z
  .string()
  .max(32)
  .transform((typed, context) => {
    const number = normalizePhone(typed)
    if (number === null) {
      context.addIssue({ code: 'custom', message: 'must be a phone number such as +1 415 555 0100' })
      return z.NEVER
    }
    return number
  })
export const Email = z.email('must be an e-mail address').max(254).toLowerCase()

export const NoParams = z.strictObject({})
export const NoQuery = z.strictObject({})
export const NoBody = z.undefined()
export const Nothing = z.undefined()

/** A page of a list, newest first. `next` goes back as `before`. */
export const PageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(30),
  before: z.string().max(64).optional(),
})
export const page = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), next: z.string().nullable() })
