import type { ElevenLabs } from '@elevenlabs/elevenlabs-js'
import { afterEach, describe, expect, it } from 'vitest'
import type { MouthFact } from '../speech/ports.ts'
import { fakeProvider, type FakeProvider } from '../testing/fake-provider.ts'
import { inbox } from '../testing/inbox.ts'
import { manualClock } from '../testing/manual-clock.ts'
import { contexts, REPLY_CONTEXTS_MAX } from './contexts.ts'
import { elevenlabs } from './mouth.ts'

const open: FakeProvider[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((provider) => provider.close()))
})

async function speaking() {
  const provider = await fakeProvider()
  open.push(provider)
  const clock = manualClock()
  const facts = inbox<MouthFact>()
  const mouth = elevenlabs({ apiKey: 'xi-key', baseUrl: provider.url, clock })(
    { voice: 'voice/1', model: 'flash' },
    facts.push,
  )
  const sent = () => provider.received.all.map((message) => message.json)
  const saw = (part: object) =>
    provider.received.until(({ json }) => Object.entries(part).every(([key, value]) => json[key] === value))
  return { provider, clock, facts, mouth, sent, saw }
}

const speech = (contextId: string, ms: number, chars: string[]): ElevenLabs.AudioOutputMulti => ({
  contextId,
  audio: Buffer.alloc(ms * 8, 1).toString('base64'),
  alignment: { chars, charStartTimesMs: chars.map((_, index) => index * 100), charDurationsMs: chars.map(() => 100) },
})

describe('the ElevenLabs mouth', () => {
  it('asks for mu-law on the multi-context socket, key in a header', async () => {
    const { provider, facts } = await speaking()
    await facts.until((fact) => fact.type === 'opened')
    const url = new URL(provider.upgrades[0]?.path ?? '', 'ws://x')
    expect(url.pathname).toBe('/v1/text-to-speech/voice%2F1/multi-stream-input')
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      model_id: 'flash',
      output_format: 'ulaw_8000',
      auto_mode: 'true',
    })
    expect(provider.upgrades[0]?.headers).toMatchObject({ 'xi-api-key': 'xi-key' })
  })

  it('opens a context a reply, sends text as it comes, flushes and closes it at the end', async () => {
    const { mouth, sent, saw } = await speaking()
    mouth.say(1, 'Hello there.')
    mouth.say(1, 'How are you?')
    mouth.finish(1)
    mouth.finish(1)
    await saw({ context_id: 'r1', close_context: true })
    mouth.say(2, 'Next.')
    await saw({ context_id: 'r2', text: 'Next. ' })
    expect(sent()).toEqual([
      { context_id: 'r1', text: ' ' },
      { context_id: 'r1', text: 'Hello there. ' },
      { context_id: 'r1', text: 'How are you? ' },
      { context_id: 'r1', flush: true },
      { context_id: 'r1', close_context: true },
      { context_id: 'r2', text: ' ' },
      { context_id: 'r2', text: 'Next. ' },
    ])
    expect(mouth.characters()).toBe('Hello there.How are you?Next.'.length)
  })

  it('hands over audio with times from the start of the reply, then says that all is rendered', async () => {
    const { provider, facts, mouth, saw } = await speaking()
    mouth.say(1, 'Hi yo')
    mouth.finish(1)
    await saw({ close_context: true })
    provider.say(speech('r1', 250, ['H', 'i']))
    provider.say(speech('r1', 300, [' ', 'y', 'o']))
    provider.say({ contextId: 'r1', audio: null, isFinal: true })
    await facts.until((fact) => fact.type === 'rendered')
    const audio = facts.all.filter((fact) => fact.type === 'audio')
    expect(audio.map((fact) => fact.audio.byteLength)).toEqual([2000, 2400])
    expect(audio.map((fact) => fact.alignment)).toEqual([
      { text: 'Hi', endsMs: [100, 200] },
      { text: ' yo', endsMs: [350, 450, 550] },
    ])
  })

  it('plays sound whose times are broken or missing', async () => {
    const { provider, facts, mouth, saw } = await speaking()
    mouth.say(1, 'Hi')
    await saw({ text: 'Hi ' })
    const { audio } = speech('r1', 100, [])
    provider.say({ contextId: 'r1', audio, isFinal: null, normalizedAlignment: null, alignment: null })
    provider.say({ contextId: 'r1', audio, alignment: { chars: 'nonsense' } })
    await facts.until(() => facts.all.filter((fact) => fact.type === 'audio').length === 2)
    expect(facts.all.slice(-2)).toMatchObject([{ alignment: null }, { alignment: null }])
  })

  it('drops the late audio of a cancelled reply and closes its context', async () => {
    const { provider, facts, mouth, saw } = await speaking()
    mouth.say(1, 'Once upon a time.')
    await saw({ context_id: 'r1', text: 'Once upon a time. ' })
    mouth.cancel(1)
    await saw({ context_id: 'r1', close_context: true })
    mouth.say(2, 'Sorry.')
    provider.say(speech('r1', 100, ['O']))
    provider.say({ contextId: 'r1', is_final: true })
    provider.say(speech('r2', 100, ['S']))
    await facts.until((fact) => fact.type === 'audio')
    expect(facts.all.filter((fact) => fact.type === 'audio').map((fact) => fact.reply)).toEqual([2])
    expect(facts.all.some((fact) => fact.type === 'rendered')).toBe(false)
  })

  it('never holds more contexts than the vendor bears, under a storm of barge-ins', async () => {
    const { provider, facts, mouth, sent, saw } = await speaking()
    await facts.until((fact) => fact.type === 'opened')
    for (let reply = 1; reply <= 8; reply++) {
      mouth.say(reply, `Reply ${reply}.`)
      if (reply < 8) mouth.cancel(reply)
    }
    await saw({ context_id: 'r3', close_context: true })
    expect(new Set(sent().map((message) => message['context_id'])).size).toBe(REPLY_CONTEXTS_MAX)
    provider.say({ contextId: 'r1', isFinal: true })
    await saw({ context_id: 'r8', text: 'Reply 8. ' })
    expect(sent().some((message) => message['context_id'] === 'r5')).toBe(false)
  })

  it('keeps the socket open while nobody speaks, in one context of its own', async () => {
    const { clock, facts, sent, saw } = await speaking()
    await facts.until((fact) => fact.type === 'opened')
    clock.advance(15_000)
    await saw({ context_id: 'idle', text: ' ' })
    clock.advance(1)
    expect(sent()).toHaveLength(1)
  })

  it('closes once, with the reason', async () => {
    const { provider, facts } = await speaking()
    ;(await provider.connected.until(() => true)).close(1008, 'max_active_conversations')
    expect(await facts.until((fact) => fact.type === 'closed')).toMatchObject({ failure: { kind: 'refused' } })
    expect(facts.all.filter((fact) => fact.type === 'closed')).toHaveLength(1)
  })
})

describe('contexts', () => {
  it('count until the vendor has finalised them, or has long had the time to', () => {
    const clock = manualClock()
    const held = contexts(clock)
    for (const reply of [1, 2, 3]) {
      held.say(reply, 'a', 100)
      held.ready()
      held.cancel(reply)
    }
    held.say(4, 'd', 100)
    expect(held.ready()).toEqual([])
    held.finalised('r2')
    expect(held.ready()).toEqual([{ context: 'r4', opens: true, texts: ['d'], finished: false }])
    held.cancel(4)
    held.say(5, 'e', 100)
    expect(held.ready()).toEqual([])
    clock.advance(10_001)
    expect(held.ready()).toMatchObject([{ context: 'r5' }])
  })

  it('says when more text waits than any reply has', () => {
    expect(contexts(manualClock()).say(1, 'x'.repeat(101), 100)).toBe(false)
  })
})
