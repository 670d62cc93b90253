import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { fromBase64Url, sameText, toBase64Url, toHex } from './bytes.ts'
import { ERROR_CODES, ERROR_STATUS, AppError, ErrorBody, invalidInput } from './errors.ts'
import { Email, line, LocalDate, LocalTime, PageQuery, Phone, prose, TypedPhone, Zone } from './fields.ts'
import { AccountId, CallId, ID_KINDS, newId } from './ids.ts'

const takes = (schema: z.ZodType, value: unknown) => schema.safeParse(value).success

describe('text from people', () => {
  it('is trimmed, bounded and never empty', () => {
    expect(line(5).parse(' Nor ')).toBe('Nor')
    for (const bad of ['', '   ', 'toolong', 'a\nb', 7, null, undefined, ['a']]) expect(takes(line(5), bad)).toBe(false)
    expect(prose(9).parse('two\nlines')).toBe('two\nlines')
  })

  it('holds nothing that people cannot see or databases cannot keep', () => {
    for (const bad of ['a\u0000', 'a\u0007', '\u009f', '\ud800', 'x\udfff', '\u007f']) {
      expect(takes(line(9), bad)).toBe(false)
      expect(takes(prose(9), bad)).toBe(false)
    }
    for (const good of ['🦄', 'naïve', '你好', "O'Brien", '<b>', '%s', '\u200f'])
      expect(takes(line(9), good)).toBe(true)
  })

  it.each<[string, z.ZodType, unknown[], unknown[]]>([
    ['zone', Zone, ['Europe/Rome', 'UTC'], ['Mars/Base', '', 'x'.repeat(99), 7]],
    ['date', LocalDate, ['2026-02-28'], ['2026-02-30', '2026-2-3', 'tomorrow', 20260228]],
    ['time', LocalTime, ['00:00', '23:59'], ['24:00', '7:00', '12:60', '12:00:00']],
    ['phone', Phone, ['+14155550100'], ['4155550100', '+1', '+1415555010a', '']],
    ['typed phone', TypedPhone, ['(415) 555-0100', '+44 20 7946 0958'], ['call me', '', '+', '１２３４５６７８９０']],
    ['e-mail', Email, ['A@b.co'], ['a', 'a@b', '@b.co', 'a b@c.co', `${'x'.repeat(250)}@b.co`]],
    ['page', PageQuery, [{}, { limit: '5' }], [{ limit: 0 }, { limit: 101 }, { limit: 'x' }, { nope: 1 }, []]],
  ])('%s', (_name, schema, good, bad) => {
    for (const value of good) expect({ value, takes: takes(schema, value) }).toEqual({ value, takes: true })
    for (const value of bad) expect({ value, takes: takes(schema, value) }).toEqual({ value, takes: false })
  })
})

describe('an id', () => {
  it('carries its kind and passes for no other', () => {
    for (const kind of Object.keys(ID_KINDS)) expect(kind).toMatch(/^[a-z]+$/)
    expect(takes(CallId, newId('call'))).toBe(true)
    expect(takes(AccountId, newId('call'))).toBe(false)
    for (const bad of ['', 'cal_', `cal_${'z'.repeat(20)}`, `cal_${'0'.repeat(21)}`, ` cal_${'0'.repeat(20)}`])
      expect(takes(CallId, bad)).toBe(false)
  })

  it('is never made twice', () => {
    expect(new Set(Array.from({ length: 5000 }, () => newId('fact'))).size).toBe(5000)
  })
})

describe('an error', () => {
  it('has a status for every code, and says nothing internal', () => {
    for (const code of ERROR_CODES) {
      const error = new AppError(code, 'For people.', { internal: 'for us', cause: new Error('why') })
      expect(error.status).toBe(ERROR_STATUS[code])
      expect(error.status).toBeGreaterThanOrEqual(400)
      const body = error.body('request-1')
      expect(ErrorBody.parse(body)).toEqual({ error: { code, message: 'For people.', requestId: 'request-1' } })
      expect(JSON.stringify(body)).not.toContain('for us')
    }
  })

  it('names fields by path, keeping the first thing that is wrong with each', () => {
    const schema = z.strictObject({ a: z.strictObject({ b: z.string().min(2, 'short').regex(/^x/, 'no x') }) })
    const { error } = schema.safeParse({ a: { b: 'q', c: 1 }, d: 1 })
    expect(error && invalidInput(error).fields).toEqual({
      'a.b': 'short',
      'a.c': 'is not a known field',
      d: 'is not a known field',
    })
    const whole = z.string().safeParse(7).error
    expect(Object.keys((whole && invalidInput(whole).fields) ?? {})).toEqual(['body'])
  })
})

describe('bytes', () => {
  it('survive base64url, whatever they are, and nothing else is taken for it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const text = toBase64Url(bytes)
        expect(text).toMatch(/^[A-Za-z0-9_-]*$/)
        expect([...fromBase64Url(text)]).toEqual([...bytes])
        expect(toHex(bytes)).toBe(Buffer.from(bytes).toString('hex'))
        expect(text).toBe(Buffer.from(bytes).toString('base64url'))
      }),
    )
    for (const bad of ['a+b', 'a/b', 'a=', 'é', ' ']) expect(() => fromBase64Url(bad)).toThrow(TypeError)
  })

  it('are compared whole', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (a, b) => sameText(a, b) === (a === b)))
    expect(sameText('abc', 'abd')).toBe(false)
  })
})
