import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { BaseEnv, origin, readEnv, secret } from './env.ts'
import { describeFailure } from './log.ts'

const Env = z.object({ KEY: secret, BASE_URL: origin })
const good = { KEY: 'a-key-that-is-long-enough', BASE_URL: 'https://api.test/' }

describe('the environment', () => {
  it('is parsed once per isolate', () => {
    const raw = { ...good }
    const env = readEnv(Env, raw)
    expect(env).toEqual({ KEY: good.KEY, BASE_URL: 'https://api.test' })
    expect(readEnv(Env, raw)).toBe(env)
  })

  it('names what is missing or wrong, and shows no value', () => {
    const read = () => readEnv(Env, { KEY: 'short-secret' })
    expect(read).toThrow(/KEY.*BASE_URL/)
    expect(read).not.toThrow(/short-secret/)
    expect(() => readEnv(BaseEnv, { PRINCIPAL_PUBLIC_KEY: 'k' })).toThrow('DATABASE a service binding is missing')
  })

  it('takes an understudy’s key in a local stack only', () => {
    const understudy = { ...good, KEY: 'sk_test_understudy' }
    expect(() => readEnv(Env, { ...understudy })).toThrow('understudy values outside a local stack: KEY')
    expect(() => readEnv(Env, { ...understudy, CALLBACK_LOCAL: '0' })).toThrow('KEY')
    expect(readEnv(Env, { ...understudy, CALLBACK_LOCAL: '1' }).KEY).toBe('sk_test_understudy')
  })
})

it('describes a failure for the log by kind, code and place, never by its words', () => {
  const cause = z.object({ phone: z.int() }).safeParse({ phone: '+14155550100' }).error
  const failure = Object.assign(new TypeError('cannot dial +14155550100', { cause }), { code: 'E_DIAL' })
  const text = describeFailure(failure)
  expect(text).toMatch(/^TypeError E_DIAL\n\s+at /)
  expect(text).toContain('phone: invalid_type')
  expect(text).not.toContain('4155550100')
  expect(describeFailure('a thrown text')).toBe('string')
})
