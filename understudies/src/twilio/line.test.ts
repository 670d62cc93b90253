import { expect, it } from 'vitest'
import type { Handset } from './handset.ts'
import { Line } from './line.ts'
import { ManualClock } from './manual-clock.ts'
import { FRAME_BYTES } from './play-out.ts'

function rig() {
  const clock = new ManualClock()
  const heard: Array<{ at: number; audible: boolean }> = []
  const handset: Handset = {
    number: '+14155550100',
    ring: () => true,
    connected() {},
    ended() {},
    speech: () => null,
    hear: (frame) => heard.push({ at: clock.now(), audible: frame !== null }),
    told() {},
    receive() {},
  }
  return { clock, heard, line: new Line(clock, handset) }
}

it('plays one frame every 20 ms and never drifts', () => {
  const { clock, heard, line } = rig()
  line.start()
  clock.advance(60_000)
  expect(heard).toHaveLength(3_001)
  expect(heard.at(-1)?.at).toBe(60_000)
})

it('catches up in a bunch after a stall, without losing time', () => {
  const { clock, heard, line } = rig()
  line.start()
  clock.advance(100)
  clock.stall(500)
  clock.advance(0)
  expect(heard).toHaveLength(31)
  clock.advance(20)
  expect(heard.at(-1)?.at).toBe(620)
})

it('sends silence when the person says nothing', () => {
  const { clock, line } = rig()
  const frames: Uint8Array[] = []
  line.start()
  line.listener = { frame: (bytes) => frames.push(bytes) }
  clock.advance(40)
  expect(frames).toHaveLength(2)
  expect(frames[0]?.length).toBe(FRAME_BYTES)
  expect(frames[0]?.every((byte) => byte === 0xff)).toBe(true)
})

it('resolves what Twilio plays when it has been heard, or when it is cut short', async () => {
  const { clock, heard, line } = rig()
  line.start()
  const whole = line.play(new Uint8Array(FRAME_BYTES * 3), new AbortController().signal)
  clock.advance(80)
  await whole
  expect(heard.filter(({ audible }) => audible)).toHaveLength(3)
  const cutting = new AbortController()
  const cut = line.play(new Uint8Array(FRAME_BYTES * 100), cutting.signal)
  clock.advance(40)
  cutting.abort()
  await cut
  clock.advance(100)
  expect(heard.filter(({ audible }) => audible)).toHaveLength(5)
})

it('stops', () => {
  const { clock, heard, line } = rig()
  line.start()
  line.stop()
  clock.advance(1_000)
  expect(heard).toHaveLength(1)
})
