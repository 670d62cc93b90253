import VoiceResponse from 'twilio/lib/twiml/VoiceResponse.js'
import { describe, expect, it } from 'vitest'
import { parseTwiml } from './twiml.ts'

describe('TwiML', () => {
  it('is read as the vendor’s builder writes it', () => {
    const response = new VoiceResponse()
    response.say({ loop: 2 }, 'Rock & roll <3 "quoted"')
    response.pause({ length: 3 })
    const stream = response.connect({ action: 'https://app.example/after?a=1&b=2' }).stream({
      url: 'wss://voice.example/stream',
      statusCallback: 'https://app.example/stream',
    })
    stream.parameter({ name: 'token', value: 'it\'s <a> "token" & more' })
    response.redirect({ method: 'GET' }, '/next')
    response.hangup()
    expect(parseTwiml(response.toString())).toEqual([
      { verb: 'say', text: 'Rock & roll <3 "quoted"', times: 2 },
      { verb: 'pause', seconds: 3 },
      {
        verb: 'connect',
        action: 'https://app.example/after?a=1&b=2',
        method: 'POST',
        stream: {
          url: 'wss://voice.example/stream',
          name: '',
          parameters: { token: 'it\'s <a> "token" & more' },
          statusCallback: 'https://app.example/stream',
          statusCallbackMethod: 'POST',
        },
      },
      { verb: 'redirect', url: '/next', method: 'GET' },
      { verb: 'hangup' },
    ])
  })

  it('may be empty', () => {
    expect(parseTwiml('<?xml version="1.0" encoding="UTF-8"?><!-- nothing --><Response/>')).toEqual([])
  })

  it.each([
    ['<Response><Say>open</Response>', 12100],
    ['<Response><Say>a & b</Say></Response>', 12100],
    ['<Response></Response><Response/>', 12100],
    ['<!DOCTYPE x [<!ENTITY a "b">]><Response/>', 12100],
    ['{"not":"xml"}', 12100],
    ['<Root/>', 12100],
    ['<Response><Dial>+14155550100</Dial></Response>', 12200],
    ['<Response><Connect/></Response>', 12200],
    ['<Response><Pause length="soon"/></Response>', 12200],
    [
      `<Response><Connect><Stream url="wss://a"><Parameter name="n" value="${'v'.repeat(500)}"/></Stream></Connect></Response>`,
      12200,
    ],
  ])('refuses %s', (source, code) => {
    expect(() => parseTwiml(source)).toThrow(expect.objectContaining({ code }))
  })
})
