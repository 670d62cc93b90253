import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { manualClock } from '../testing/manual-clock.ts'
import { playback, type PlaybackFact } from './playback.ts'

function gate() {
  const clock = manualClock()
  const sent: string[] = []
  const facts: PlaybackFact[] = []
  const line = {
    play: (audio: Uint8Array) => void sent.push(`play ${audio.byteLength}`),
    mark: (name: string) => void sent.push(`mark ${name}`),
    clear: () => void sent.push('clear'),
  }
  return { clock, sent, facts, playback: playback(line, clock, (fact) => facts.push(fact)) }
}

const audio = (ms: number) => new Uint8Array(ms * 8)

describe('the playback gate', () => {
  it('lets only the open reply through', () => {
    const { playback, sent } = gate()
    playback.open(2)
    expect(playback.write(1, audio(100))).toBe(false)
    expect(playback.write(2, audio(100))).toBe(true)
    playback.cut()
    expect(playback.write(2, audio(100))).toBe(false)
    expect(sent).toEqual(['play 800', 'mark 2.800', 'clear'])
  })

  it('reports the first frame, the first proof and the last mark', () => {
    const { playback, facts } = gate()
    playback.open(1)
    playback.write(1, audio(100))
    playback.write(1, audio(100))
    playback.finish(1)
    playback.marked('1.800')
    playback.marked('1.1600')
    playback.marked('1.end')
    expect(facts).toEqual([
      { type: 'reply.audible', reply: 1 },
      { type: 'reply.rendered', reply: 1, playsMs: 200 },
      { type: 'reply.proven', reply: 1 },
      { type: 'reply.played', reply: 1 },
    ])
  })

  it('takes no mark echoed after its own clear for proof', () => {
    const { playback, clock, facts } = gate()
    playback.open(1)
    playback.write(1, audio(1_000))
    playback.finish(1)
    clock.advance(300)
    expect(playback.cut()).toBe(300)
    facts.length = 0
    playback.marked('1.8000')
    playback.marked('1.end')
    expect(facts).toEqual([])
  })

  it('counts a pause of the mouth as silence, not as speech', () => {
    const { playback, clock } = gate()
    playback.open(1)
    playback.write(1, audio(200))
    clock.advance(1_000)
    playback.write(1, audio(500))
    clock.advance(100)
    expect(playback.cut()).toBe(300)
  })

  it('believes a mark that says more was played than its own clock', () => {
    const { playback } = gate()
    playback.open(1)
    playback.write(1, audio(400))
    playback.write(1, audio(400))
    playback.marked('1.3200')
    expect(playback.cut()).toBe(400)
  })

  it('clears nothing when nothing was sent', () => {
    const { playback, sent } = gate()
    playback.open(1)
    expect(playback.cut()).toBe(0)
    expect(sent).toEqual([])
  })

  it('never counts more as played than was sent, nor more than time allowed', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(400), fc.nat(400)), { maxLength: 20 }), (script) => {
        const { playback, clock } = gate()
        playback.open(1)
        let sentMs = 0
        let waitedMs = 0
        for (const [ms, wait] of script) {
          playback.write(1, audio(ms))
          clock.advance(wait)
          sentMs += ms
          waitedMs += wait
        }
        const played = playback.cut()
        expect(played).toBeLessThanOrEqual(Math.min(sentMs, waitedMs))
        expect(played).toBeGreaterThanOrEqual(0)
      }),
    )
  })
})
