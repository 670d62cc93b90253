import { readdir } from 'node:fs/promises'
import { createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { listening } from './listening.ts'
import { output } from './testing/fake-back-office.ts'
import { CALL_SID, mediaMessage, startMessage, STREAM } from './testing/media-socket.ts'
import { brief } from './testing/staged-call.ts'
import { wholeNode, type WholeNode } from './testing/whole-node.ts'

const open: WholeNode[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((node) => node.stop()))
})
async function started(over: Record<string, string> = {}) {
  const one = await wholeNode(over)
  open.push(one)
  return one
}

const hasIpv6 = () =>
  Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ address }) => address === '::1'))

describe('the media door', () => {
  it('turns away an upgrade that Twilio did not sign, and any other path', async () => {
    const node = await started()
    const refusal = (url: string, signature: string) =>
      new Promise((resolve) => {
        const socket = new WebSocket(`${node.origin.replace('http', 'ws')}${url}`, {
          headers: { 'x-twilio-signature': signature },
        })
        socket.on('error', () => {})
        socket.on('unexpected-response', (_request, response) => {
          resolve(response.statusCode)
          response.resume()
        })
      })
    expect(await refusal('/stream', 'bad')).toBe(403)
    expect(await refusal('/other', 'bad')).toBe(404)
    expect(node.office.ran.all).toEqual([])
  })

  it('opens no provider socket before a ticket is redeemed, and none for a bad one', async () => {
    const node = await started()
    node.office.answer = () => output({ kind: 'refused' })
    const line = node.dial()
    await new Promise<void>((resolve) => line.socket.once('open', resolve))
    line.say(startMessage({ ticket: 'used-before' }))
    await line.closed.until(() => true)
    expect(node.office.ran.all).toMatchObject([
      {
        name: 'tickets.redeem',
        caller: 'node',
        input: { ticket: 'used-before', callSid: CALL_SID, streamSid: STREAM, nodeId: 'node-1' },
      },
    ])
    const without = node.dial()
    await new Promise<void>((resolve) => without.socket.once('open', resolve))
    without.say(startMessage())
    await without.closed.until(() => true)
    expect(node.office.ran.all).toHaveLength(1)
    expect([node.ear.upgrades, node.mouth.upgrades]).toEqual([[], []])
  })

  it('holds a call from ticket to end: greeting out, audio in, events, turns, finish', async () => {
    const node = await started()
    const line = await node.speaking()
    line.say(mediaMessage(Buffer.alloc(640, 5).toString('base64')))
    await node.ear.received.until(({ bytes }) => bytes?.[0] === 5)
    line.say({ event: 'mark', streamSid: STREAM, mark: { name: '1.end' } })
    line.stop()
    await node.office.ran.until(({ name }) => name === 'call.finish')
    const [turns, finish] = ['turns.append', 'call.finish'].map((name) =>
      node.office.ran.all.find((ran) => ran.name === name),
    )
    expect(turns).toMatchObject({
      capability: 'cap',
      input: { turns: [{ seq: 0, speaker: 'persona', heard: 'Good morning, Dana.' }] },
    })
    expect(finish).toMatchObject({ capability: 'cap', input: { callId: brief.callId, endReason: 'caller_hung_up' } })
    await node.office.events.until(({ event }) => JSON.stringify(event).includes('caller_hung_up'))
    await node.ear.closed.until(() => true)
    await node.mouth.closed.until(() => true)
    expect(node.office.unsigned).toEqual([])
  })

  it('hangs up for the voice Worker, and for nobody else', async () => {
    const node = await started()
    const line = await node.speaking()
    const order = { callId: brief.callId, reason: 'ended_on_site' }
    expect((await node.hangUp(order, 'another-key')).status).toBe(401)
    expect((await node.hangUp({ callId: 'x' })).status).toBe(400)
    expect((await node.hangUp({ ...order, callId: 'cal_00000000000000000009' })).status).toBe(404)
    expect((await node.hangUp({ ...order, padding: 'x'.repeat(5_000) })).status).toBe(413)
    expect((await node.hangUp(order)).status).toBe(200)
    expect(await line.closed.until(() => true)).toBe(1000)
    expect(await node.office.ran.until(({ name }) => name === 'call.finish')).toMatchObject({
      input: { endReason: 'ended_on_site' },
    })
  })
})

describe('the node', () => {
  it('tells the registry where it is and shows its numbers on loopback', async () => {
    const node = await started()
    expect(await node.office.beats.until(() => true)).toMatchObject({
      nodeId: 'node-1',
      controlUrl: 'https://voice.example.com',
      streamUrl: 'wss://voice.example.com/stream',
      calls: 0,
      draining: false,
    })
    expect(await (await node.get('/health')).json()).toEqual({ status: 'ready', calls: 0 })
    expect(await (await node.get('/stats')).json()).toMatchObject({ nodeId: 'node-1', calls: 0 })
    expect(await (await node.get('/metrics')).text()).toContain('voice_calls_in_progress 0')
    expect((await node.get('/nowhere')).status).toBe(404)
  })

  it('answers at localhost, whichever way that resolves', async () => {
    const probe = createServer()
    const port = await listening(probe, 0)
    await new Promise<void>((resolve) => probe.close(() => resolve()))
    await started({ VOICE_PORT: String(port) })
    for (const host of ['localhost', '127.0.0.1'])
      expect((await fetch(`http://${host}:${port}/health`)).status).toBe(200)
    const sixth = await fetch(`http://[::1]:${port}/health`).catch(() => null)
    expect(sixth?.status ?? 'no IPv6 here').toBe(hasIpv6() ? 200 : 'no IPv6 here')
  })

  it('shows its numbers through a proxy only against the bearer', async () => {
    const node = await started({ METRICS_TOKEN: 'metrics-token' })
    const proxied = { 'x-forwarded-for': '203.0.113.9' }
    expect((await node.get('/stats', proxied)).status).toBe(403)
    expect((await node.get('/metrics', { ...proxied, authorization: 'Bearer wrong-token' })).status).toBe(403)
    expect((await node.get('/metrics', { ...proxied, authorization: 'Bearer metrics-token' })).status).toBe(200)
    expect((await node.get('/health', proxied)).status).toBe(200)
  })

  it('drains: unready at once, no new sockets, the call it holds goes on to its end and is reported', async () => {
    const node = await started()
    const line = await node.speaking()
    let drained = false
    const draining = node.node.drain({ keepListening: true }).then(() => (drained = true))
    expect((await node.get('/health')).status).toBe(503)
    await node.office.beats.until((beat) => beat['draining'] === true)
    const late = node.dial()
    expect(await late.closed.until(() => true)).toBe(-1)
    expect([drained, line.closed.all]).toEqual([false, []])
    line.stop()
    await draining
    expect(node.office.ran.all.at(-1)?.name).toBe('call.finish')
    expect(await readdir(node.journals)).toEqual([])
  })

  it('admits no more calls than it has room for', async () => {
    const node = await started({ VOICE_CALLS_MAX: '1' })
    await node.speaking()
    expect(await node.dial().closed.until(() => true)).toBe(-1)
  })
})
