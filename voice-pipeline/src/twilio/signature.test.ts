import { describe, expect, it } from 'vitest'
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js'
import { signedByTwilio } from './signature.ts'

const TOKEN = '12345678901234567890123456789012'
const URL = 'wss://voice.example.com/stream'
const sign = (url: string) => getExpectedTwilioSignature(TOKEN, url, {})

describe('the signature of a media socket', () => {
  it('is the vendor’s own, over the URL as the TwiML names it', () => {
    expect(signedByTwilio(URL, sign(URL), TOKEN)).toBe(true)
    expect(signedByTwilio('ws://localhost:8790/stream', sign('ws://localhost:8790/stream'), TOKEN)).toBe(true)
  })

  it('holds with the default port and with a trailing slash, as seen in the field', () => {
    expect(signedByTwilio(URL, sign('wss://voice.example.com:443/stream'), TOKEN)).toBe(true)
    expect(signedByTwilio('wss://voice.example.com:443/stream', sign(URL), TOKEN)).toBe(true)
    expect(signedByTwilio(URL, sign(`${URL}/`), TOKEN)).toBe(true)
  })

  it('does not hold without one, for another URL, under another token, or in another scheme', () => {
    expect(signedByTwilio(URL, undefined, TOKEN)).toBe(false)
    expect(signedByTwilio(URL, '', TOKEN)).toBe(false)
    expect(signedByTwilio(URL, sign('wss://voice.example.com/other'), TOKEN)).toBe(false)
    expect(signedByTwilio(URL, sign(URL), `${TOKEN.slice(1)}x`)).toBe(false)
    expect(signedByTwilio(URL, sign('https://voice.example.com/stream'), TOKEN)).toBe(false)
    expect(signedByTwilio('wss://voice.example.com:8443/stream', sign(URL), TOKEN)).toBe(false)
  })
})
