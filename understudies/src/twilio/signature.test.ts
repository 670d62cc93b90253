import fc from 'fast-check'
import { validateRequest } from 'twilio/lib/webhooks/webhooks.js'
import { describe, expect, it } from 'vitest'
import { sign, type Form } from './signature.ts'

describe('X-Twilio-Signature', () => {
  it('is the one in the vendor’s published example', () => {
    const form: Form = [
      ['CallSid', 'CA1234567890ABCDE'],
      ['Caller', '+14158675309'],
      ['Digits', '1234'],
      ['From', '+14158675309'],
      ['To', '+18005551212'],
    ]
    expect(sign('12345', 'https://mycompany.com/myapp.php?foo=1&bar=2', form)).toBe('RSOYDt4T1cUTdK1PDd93/VVr8B8=')
  })

  it('is accepted by the vendor’s SDK for any form, repeated names and empty values included', () => {
    const name = fc.string({ minLength: 1, maxLength: 8 }).filter((text) => text !== '__proto__')
    fc.assert(
      fc.property(fc.array(fc.tuple(name, fc.string()), { maxLength: 12 }), fc.string(), (form, query) => {
        const url = `https://app.example/voice?q=${encodeURIComponent(query)}`
        const params: Record<string, string | string[]> = {}
        for (const [key] of form) {
          const values = form.filter(([other]) => other === key).map(([, value]) => value)
          params[key] = values.length === 1 ? (values[0] ?? '') : values
        }
        return validateRequest('token', sign('token', url, form), url, params)
      }),
      { numRuns: 300 },
    )
  })

  it('of a websocket upgrade is over the wss URL exactly as written', () => {
    const url = 'wss://voice.example/stream'
    expect(validateRequest('token', sign('token', url), url, {})).toBe(true)
    expect(validateRequest('token', sign('token', url), 'https://voice.example/stream', {})).toBe(false)
  })

  it('changes when a boundary between name and value moves only if the bytes do', () => {
    const url = 'https://app.example/voice'
    expect(sign('token', url, [['ab', 'c']])).toBe(sign('token', url, [['a', 'bc']]))
    expect(sign('token', url, [['a', 'b c']])).not.toBe(sign('token', url, [['a', 'b+c']]))
  })
})
