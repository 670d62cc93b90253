import { afterEach, describe, expect, it } from 'vitest'
import type { Line, LineFact } from '../speech/ports.ts'
import { inbox } from '../testing/inbox.ts'
import { manualClock } from '../testing/manual-clock.ts'
import { CALL_SID, mediaMessage, mediaSocket, startMessage, STREAM } from '../testing/media-socket.ts'
import { LINE_SILENT_MS_MAX, START_MS_MAX, twilioLine, type Started } from './line.ts'

const open: { stop(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((socket) => socket.stop()))
})

async function connected() {
  const clock = manualClock()
  const facts = inbox<LineFact>()
  const starts = inbox<Started>()
  const lines: Line[] = []
  const far = await mediaSocket((socket) => void lines.push(twilioLine(socket, clock, starts.push, facts.push)))
  open.push(far)
  const [line] = lines
  if (!line) throw new Error('not accepted')
  return { clock, facts, starts, line, ...far, over: () => facts.until((fact) => fact.type === 'closed') }
}

async function started() {
  const one = await connected()
  one.say({ event: 'connected', protocol: 'Call', version: '1.0.0' })
  one.say(startMessage({ ticket: 't1' }))
  await one.starts.until(() => true)
  return one
}

describe('the line', () => {
  it('names the stream, the call and what the TwiML gave along', async () => {
    const { starts } = await started()
    expect(starts.all).toEqual([{ streamSid: STREAM, callSid: CALL_SID, parameters: { ticket: 't1' } }])
  })

  it('closes a socket that does not start in three seconds', async () => {
    const { clock, closed, over } = await connected()
    clock.advance(START_MS_MAX - 1)
    clock.advance(1)
    expect(await over()).toMatchObject({ failure: { kind: 'timeout' } })
    expect(await closed.until(() => true)).toBe(1008)
  })

  it('hears frames of any length, marks, keys and the end', async () => {
    const { facts, say, socket, over } = await started()
    say(mediaMessage(Buffer.from([1, 2, 3]).toString('base64')))
    say({ event: 'mark', sequenceNumber: '3', streamSid: STREAM, mark: { name: '1.end' } })
    say({ event: 'dtmf', sequenceNumber: '4', streamSid: STREAM, dtmf: { track: 'inbound_track', digit: '#' } })
    say({ event: 'somethingNew', streamSid: STREAM })
    say({ event: 'stop', sequenceNumber: '5', streamSid: STREAM, stop: { accountSid: 'AC1', callSid: CALL_SID } })
    await facts.until((fact) => fact.type === 'stopped')
    socket.close(1000)
    await over()
    expect(facts.all.map((fact) => fact.type)).toEqual(['audio', 'marked', 'pressed', 'stopped', 'closed'])
    expect(facts.all[0]).toMatchObject({ audio: Buffer.from([1, 2, 3]) })
  })

  it('plays, marks and clears in the words of the vendor', async () => {
    const { line, received } = await started()
    line.play(new Uint8Array(new Uint8Array([9, 1, 2, 9]).buffer, 1, 2))
    line.mark('1.2')
    line.clear()
    await received.until((message) => message.event === 'clear')
    expect(received.all).toEqual([
      { event: 'media', media: { payload: Buffer.from([1, 2]).toString('base64') }, streamSid: STREAM },
      { event: 'mark', mark: { name: '1.2' }, streamSid: STREAM },
      { event: 'clear', streamSid: STREAM },
    ])
  })

  it('says nothing before it was started', async () => {
    const { line, received, say, starts } = await connected()
    line.play(new Uint8Array(160))
    say(startMessage())
    await starts.until(() => true)
    line.mark('m')
    await received.until((message) => message.event === 'mark')
    expect(received.all).toHaveLength(1)
  })

  it('skips frames of another stream', async () => {
    const { facts, say } = await started()
    say(mediaMessage('AAAA', 'MZother'))
    say(mediaMessage('AQID'))
    await facts.until((fact) => fact.type === 'audio')
    expect(facts.all).toHaveLength(1)
  })

  const broken: [string, string | Buffer | object][] = [
    ['no JSON', 'hello'],
    ['no base64', mediaMessage('%%%')],
    ['bytes', Buffer.from([1, 2])],
    ['no event', {}],
    ['a second start', startMessage()],
    ['a frame too large', 'x'.repeat(70_000)],
  ]
  it.each(broken)('closes this socket for %s, and this one only', async (_name, message) => {
    const other = await started()
    const { say, over, facts } = await started()
    say(message)
    expect(await over()).toMatchObject({ failure: { kind: 'protocol' } })
    expect(facts.all).toHaveLength(1)
    other.say(mediaMessage('AQID'))
    await other.facts.until((fact) => fact.type === 'audio')
  })

  it('takes a line without frames for gone', async () => {
    const { clock, say, facts, over } = await started()
    say(mediaMessage('AQID'))
    await facts.until((fact) => fact.type === 'audio')
    clock.advance(LINE_SILENT_MS_MAX)
    expect(facts.all.some((fact) => fact.type === 'closed')).toBe(false)
    clock.advance(LINE_SILENT_MS_MAX)
    expect(await over()).toMatchObject({ failure: { kind: 'timeout' } })
  })

  it('hangs up by closing, and says so once', async () => {
    const { line, closed, facts } = await started()
    line.close()
    line.close()
    expect(await closed.until(() => true)).toBe(1000)
    expect(facts.all).toEqual([{ type: 'closed', failure: null }])
  })
})
