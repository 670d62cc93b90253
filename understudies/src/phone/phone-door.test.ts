import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { z } from 'zod'
import { Inbox, type StreamPeer } from '../twilio/application.fake.ts'
import { brad, person, startRig, until, type Rig } from '../twilio/rig.fake.ts'
import { Listener } from '../speech/spoken.ts'

const Json = z.looseObject({})

function remote(rig: Rig, number = person) {
  const url = `${rig.twilio.url}/phone/${number}`
  const read = async (reply: Response) => ({ status: reply.status, body: Json.parse(await reply.json()) })
  return {
    url,
    show: async () => (await read(await fetch(url))).body,
    post: async (action: string, body?: unknown) =>
      read(await fetch(`${url}/${action}`, { method: 'POST', ...(body ? { body: JSON.stringify(body) } : {}) })),
  }
}

async function answered(rig: Rig): Promise<StreamPeer> {
  await rig.call({ Url: '', Twiml: rig.connectTo() })
  await until(rig.phone, ({ state }) => state === 'ringing')
  await remote(rig).post('answer')
  const peer = await rig.application.stream()
  await peer.next('start')
  return peer
}

describe('a phone over HTTP', () => {
  it('exists for any number that is asked for, idle', async () => {
    const rig = await startRig()
    expect(await remote(rig, '+4930123456').show()).toEqual({
      number: '+4930123456',
      owner: null,
      state: 'idle',
      call: null,
      audibleMs: 0,
      silentMs: null,
      elapsedMs: 0,
      saidToIt: [],
      messages: [],
      calls: [],
      said: [],
      heard: [],
      pressed: '',
    })
    expect((await fetch(`${rig.twilio.url}/phone/12345`)).status).toBe(404)
  })

  it('rings, is answered, speaks, presses and hangs up', async () => {
    const rig = await startRig()
    await rig.number()
    const { show, post } = remote(rig)
    const peer = await answered(rig)
    expect(await show()).toMatchObject({
      state: 'in-call',
      call: { peer: brad, peerName: 'Brad', direction: 'incoming', endedReason: null },
    })
    const said = await post('say', { text: 'Hello Brad, this is Max.' })
    expect(said).toMatchObject({ status: 200, body: { id: expect.any(String), durationMs: expect.any(Number) } })
    rig.clock.advance(Number(said.body.durationMs) + 200)
    await peer.settled()
    const listener = new Listener()
    const words = peer.audio().flatMap((piece) => listener.feed(piece))
    expect(words.map(({ text }) => text).join(' ')).toBe('Hello Brad, this is Max.')
    expect(await show()).toMatchObject({
      said: [{ text: 'Hello Brad, this is Max.', durationMs: said.body.durationMs }],
    })
    expect((await post('press', { digits: '1#' })).status).toBe(200)
    expect((await post('hang-up')).body).toMatchObject({ state: 'idle' })
    expect(await show()).toMatchObject({ state: 'idle', pressed: '1#', call: { endedReason: 'hung-up' } })
  })

  it('waits, when asked, until all was said, and says so when it was not', async () => {
    const rig = await startRig()
    const { post } = remote(rig)
    await answered(rig)
    const first = post('say', { text: 'One.', wait: true })
    await until(rig.phone, ({ said }) => said.length === 1)
    rig.clock.advance(2_000)
    expect((await first).body).toMatchObject({ sent: true })
    const second = post('say', { text: 'A much longer sentence than that.', wait: true })
    await until(rig.phone, ({ said }) => said.length === 2)
    rig.clock.advance(100)
    rig.phone.hangUp()
    expect((await second).body).toMatchObject({ sent: false })
  })

  it('keeps what was played to it as a WAV', async () => {
    const rig = await startRig()
    const peer = await answered(rig)
    peer.send({
      event: 'media',
      streamSid: peer.messages.all[1]?.streamSid,
      media: { payload: Buffer.alloc(4_000, 0x10).toString('base64') },
    })
    await peer.settled()
    rig.clock.advance(1_000)
    const { url, show } = remote(rig)
    expect(await show()).toMatchObject({ audibleMs: 500, heard: [{ startMs: 20, endMs: 520 }], silentMs: 500 })
    const wav = await fetch(`${url}/audio`)
    expect(wav.headers.get('content-type')).toBe('audio/wav')
    expect((await wav.arrayBuffer()).byteLength).toBe(58 + 51 * 160)
  })

  it('dials a persona, and hears at once of a number not in service', async () => {
    const rig = await startRig()
    const { post, show } = remote(rig)
    expect(await post('dial', { to: brad })).toMatchObject({ status: 404, body: { error: { code: 'not-in-service' } } })
    expect(await show()).toMatchObject({ state: 'idle', calls: [{ peer: brad, endedReason: 'not-in-service' }] })
    await rig.number()
    rig.application.answers('/voice', { body: rig.connectTo() })
    expect(await post('dial', { to: brad, attested: false, name: 'Max' })).toMatchObject({
      status: 200,
      body: { sid: /^CA/ },
    })
    const { params } = await rig.application.next('/voice')
    expect(params).toMatchObject({ CallerName: 'Max' })
    expect(params.StirVerstat).toBeUndefined()
    expect((await post('dial', { to: brad })).status).toBe(409)
  })

  it.each([
    ['answer', undefined, 409],
    ['decline', undefined, 409],
    ['hang-up', undefined, 409],
    ['say', { text: 'hello' }, 409],
    ['say', { text: '  ' }, 400],
    ['say', {}, 400],
    ['press', { digits: '1x' }, 400],
    ['dial', { to: 'Brad' }, 400],
    ['dial', { to: brad, attestd: true }, 400],
    ['explode', {}, 404],
  ])('%s %o on an idle phone is %i with a reason', async (action, body, status) => {
    const rig = await startRig()
    const reply = await remote(rig).post(action, body)
    expect(reply).toMatchObject({ status, body: { error: { code: expect.any(String), message: expect.any(String) } } })
  })

  it('obeys no page from elsewhere', async () => {
    const rig = await startRig()
    const { url } = remote(rig)
    const from = (origin: string) => fetch(`${url}/hang-up`, { method: 'POST', headers: { Origin: origin } })
    expect((await from('https://elsewhere.example')).status).toBe(403)
    expect((await from('http://localhost:5173')).status).toBe(409)
  })
})

describe('a phone’s page', () => {
  it('is served with everything it links to, from here alone', async () => {
    const rig = await startRig()
    for (const page of [`/phone/${person}`, '/phone']) {
      const reply = await fetch(rig.twilio.url + page, { headers: { Accept: 'text/html' } })
      const html = await reply.text()
      expect(reply.headers.get('content-type')).toMatch('text/html')
      const links = [...html.matchAll(/(?:src|href)="(\/phone-page\/[^"]+)"/g)].map(([, link]) => link)
      expect(links.length).toBeGreaterThan(1)
      for (const link of links) expect((await fetch(rig.twilio.url + link)).status).toBe(200)
    }
    expect((await fetch(`${rig.twilio.url}/phone-page/..%2Fphone.ts`)).status).toBe(404)
  })

  it('is told every change and hears every audible frame over its socket', async () => {
    const rig = await startRig()
    const socket = new WebSocket(`${rig.twilio.url.replace('http', 'ws')}/phone/${person}/events`)
    const changes = new Inbox<string>()
    const sound = new Inbox<Buffer>()
    socket.on('message', (data: Buffer, isBinary) => (isBinary ? sound.put(data) : changes.put(data.toString())))
    const state = async (wanted: string) => {
      for (;;) {
        const { phone } = z
          .object({ phone: z.looseObject({ state: z.string() }) })
          .parse(JSON.parse(await changes.next()))
        if (phone.state === wanted) return phone
      }
    }
    await state('idle')
    const peer = answered(rig)
    await state('ringing')
    await state('in-call')
    const streamSid = (await peer).messages.all[1]?.streamSid
    ;(await peer).send({ event: 'media', streamSid, media: { payload: Buffer.alloc(320, 0x10).toString('base64') } })
    await (await peer).settled()
    rig.clock.advance(100)
    expect((await sound.next()).length).toBe(160)
    rig.phone.hangUp()
    expect(await state('idle')).toMatchObject({ call: { endedReason: 'hung-up' }, audibleMs: 40 })
    socket.terminate()
  })
})
