import fc from 'fast-check'
import { expect, it } from 'vitest'
import { fromWords, inWords, sum } from './numbers.ts'

it('says any number so that it can be read back', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 999_999_999 }), (value) => {
      expect(fromWords(inWords(value))).toBe(value)
    }),
  )
})

it.each([
  ['what is twelve times seven', 'eighty-four'],
  ["What's 2+2?", 'four'],
  ['how much is a hundred and five minus six', 'ninety-nine'],
  ['ten divided by four', 'two point five'],
  ['what is 3 minus 10', 'minus seven'],
])('works out %j', (question, answer) => expect(inWords(sum(question)?.result ?? NaN)).toBe(answer))

it.each(['what is my dog called', 'me and you', 'the over-under', 'what is it'])('finds no sum in %j', (text) => {
  expect(sum(text)).toBeNull()
})
