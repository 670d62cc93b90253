import { describe, it } from 'vitest'
import { rig, until } from './rig.ts'

// They wait for speech in real time, so they share it.
describe.concurrent('a call between the understudies', () => {
  it('greets by name and context, falls silent when talked over, answers, says goodbye and hangs up', async ({
    expect,
    onTestFinished,
  }) => {
    const { office, phone, pickUp, requests, finish, turns } = await rig(onTestFinished)
    await pickUp()
    await until(phone, ({ heard }) => heard.audibleMs >= 1_000)
    const [greeting] = await requests()
    expect(greeting?.messages[0]?.content).toContain('Dana')
    expect(greeting?.messages[0]?.content).toContain('I skipped the gym')

    const over = phone.say('Hold on what time is it now')
    if (typeof over === 'string') throw new Error(over)
    await over.whole
    await office.ran.until(({ name }) => name === 'turns.append')
    const { startMs } = over.utterance
    const spoken = phone.heard.segments.find(
      ({ startMs: from, endMs }) => from < (startMs ?? 0) && endMs >= (startMs ?? 0),
    )
    // A generous bound: the machine may be busy with other tests.
    expect((spoken?.endMs ?? Infinity) - (startMs ?? 0)).toBeLessThan(700)
    const audible = phone.heard.audibleMs
    await until(phone, ({ heard }) => heard.audibleMs > audible + 300)
    const [cut] = turns()
    expect(cut).toMatchObject({ seq: 0, speaker: 'persona', cutShort: true })
    expect(cut?.text.startsWith(cut.heard)).toBe(true)
    expect(cut?.heard.length).toBeLessThan(cut?.text.length ?? 0)
    const answered = (await requests()).at(-1)?.messages ?? []
    expect(answered.slice(-2)).toMatchObject([{ role: 'assistant', content: cut?.heard }, { role: 'user' }])

    phone.say('Thank you goodbye')
    await until(phone, ({ state }) => state === 'idle')
    const end = await finish()
    expect(end.endReason).toBe('persona_ended')
    expect(end.usage.every(({ quantity }) => quantity > 0)).toBe(true)
    const last = turns().at(-1)
    expect(last).toMatchObject({ speaker: 'persona', cutShort: false })
    expect(last?.heard).toBe(last?.text)
  })

  it('apologises aloud and ends the call when the ear refuses its key', async ({ expect, onTestFinished }) => {
    const { phone, pickUp, finish } = await rig(onTestFinished, { earKey: 'wrong-key-1' })
    await pickUp()
    await until(phone, ({ state }) => state === 'idle')
    expect(phone.heard.audibleMs).toBeGreaterThan(2_500)
    expect((await finish()).endReason).toBe('provider_unavailable')
  })
})
