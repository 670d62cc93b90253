import { expect, it } from 'vitest'
import { TextBuffer } from './text-buffer.ts'

it('waits for the lengths of its schedule, one after another', () => {
  const buffer = new TextBuffer(false, [50, 100])
  expect(buffer.push('x'.repeat(49))).toBeNull()
  expect(buffer.push('y')).toHaveLength(50)
  expect(buffer.push('z'.repeat(99))).toBeNull()
  expect(buffer.push('z')).toHaveLength(100)
  expect(buffer.push('z'.repeat(100))).toHaveLength(100)
})

it('speaks early when flushed, or nudged with enough at hand', () => {
  const buffer = new TextBuffer(false)
  expect(buffer.push('Hello. ')).toBeNull()
  expect(buffer.push('', true)).toBeNull()
  expect(buffer.flush()).toBe('Hello. ')
  expect(buffer.flush()).toBeNull()
  expect(buffer.push('x'.repeat(50), true)).toHaveLength(50)
})

it('waits for nothing in auto mode, but has nothing to say of a space', () => {
  const buffer = new TextBuffer(true)
  expect(buffer.push(' ')).toBeNull()
  expect(buffer.push('Hello. ')).toBe('Hello. ')
})
