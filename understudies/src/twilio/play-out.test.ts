import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FRAME_BYTES, PlayOut, QUEUE_BYTES_MAX } from './play-out.ts'

const audio = (length: number, byte = 1) => new Uint8Array(length).fill(byte)

describe('the play-out queue', () => {
  it('reaches a mark when the audio before it has finished, not when it was queued or begun', () => {
    const reached: string[] = []
    const playOut = new PlayOut()
    playOut.enqueue(audio(FRAME_BYTES * 2))
    playOut.mark(() => reached.push('end'))
    playOut.take()
    playOut.take()
    expect(reached).toEqual([])
    expect(playOut.take()).toBeNull()
    expect(reached).toEqual(['end'])
  })

  it('reaches a mark at once when nothing is left to play', () => {
    const reached: string[] = []
    const playOut = new PlayOut()
    playOut.mark(() => reached.push('first'))
    playOut.enqueue(audio(FRAME_BYTES))
    playOut.take()
    playOut.take()
    playOut.mark(() => reached.push('later'))
    expect(reached).toEqual(['first', 'later'])
  })

  it('reaches every outstanding mark in order when cleared, and plays nothing of what waited', () => {
    const reached: string[] = []
    const playOut = new PlayOut()
    for (const name of ['a', 'b', 'c']) {
      playOut.enqueue(audio(1_000))
      playOut.mark(() => reached.push(name))
    }
    playOut.take()
    playOut.clear()
    expect(reached).toEqual(['a', 'b', 'c'])
    expect(playOut.take()).toBeNull()
  })

  it('holds ten minutes and discards the rest', () => {
    const playOut = new PlayOut()
    expect(playOut.enqueue(audio(QUEUE_BYTES_MAX))).toBe(true)
    expect(playOut.enqueue(audio(1))).toBe(false)
    expect(playOut.queuedMs).toBe(600_000)
    playOut.take()
    expect(playOut.enqueue(audio(FRAME_BYTES))).toBe(true)
  })

  it('plays every byte once and in order, whatever the sizes it came in', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ max: 0xfe, minLength: 1, maxLength: 700 }), { maxLength: 20 }), (chunks) => {
        const playOut = new PlayOut()
        for (const chunk of chunks) playOut.enqueue(chunk)
        const played: number[] = []
        for (let frame = playOut.take(); frame; frame = playOut.take()) {
          expect(frame.length).toBe(FRAME_BYTES)
          played.push(...frame)
        }
        const sent = chunks.flatMap((chunk) => [...chunk])
        expect(played.slice(0, sent.length)).toEqual(sent)
        expect(played.slice(sent.length).every((byte) => byte === 0xff)).toBe(true)
      }),
    )
  })
})
