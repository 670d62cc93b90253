import fc from 'fast-check'
import { expect, it } from 'vitest'
import { asSecond, asThird, noteAsSecond } from './person.ts'
import { statements } from './statements.ts'

const noted = (utterance: string): string[] => statements(utterance).map(({ text }) => text)

it.each([
  ['my dog is called Max', 'Their dog is called Max.'],
  ['Well, my dog is called Max.', 'Their dog is called Max.'],
  ['I have a cat named Luna', 'They have a cat named Luna.'],
  ['I work as a nurse', 'They work as a nurse.'],
  ["I'm a nurse", 'They are a nurse.'],
  ['I have an interview on Friday', 'They have an interview on Friday.'],
  ["I've got two kids", 'They have got two kids.'],
  ['I love pizza!', 'They love pizza.'],
  ["I really can't stand running", "They really can't stand running."],
  ['Call me Sam.', 'They like to be called Sam.'],
  ['I live in Leeds', 'They live in Leeds.'],
  ['my sister Anna is a doctor', 'Their sister Anna is a doctor.'],
  ['my sister Anna', 'Their sister is called Anna.'],
  ["I'm training for a marathon", 'They are training for a marathon.'],
  ['my favourite colour is blue', 'Their favourite colour is blue.'],
  ['my birthday is on the third of May', 'Their birthday is on the third of May.'],
  ['I was late, and I missed my train', 'They missed their train.'],
])('notes %j as %j', (said, text) => {
  expect(noted(said)).toEqual([text])
})

it('takes several things from one breath', () => {
  expect(noted('I love pizza but I hate running, and my dog is called Max')).toEqual([
    'They love pizza.',
    'They hate running.',
    'Their dog is called Max.',
  ])
})

it.each([
  'what is my dog called',
  'Do you like dogs?',
  'hello there',
  'I have to go',
  'I love you',
  'I like that',
  'yes',
  'I have no idea',
  'is my dog called Max?',
])('notes nothing of %j', (said) => expect(noted(said)).toEqual([]))

it("quotes the caller's own words, whatever they say", () => {
  const word = fc.constantFrom(
    'I',
    'my',
    'dog',
    'love',
    'is',
    'called',
    'Max',
    'and',
    'but',
    'work',
    'as',
    'a',
    'nurse',
    'on',
    'Friday,',
    'so',
    'have',
    '.',
  )
  fc.assert(
    fc.property(fc.array(word, { maxLength: 14 }), (words) => {
      const said = words.join(' ')
      for (const { quote, text } of statements(said)) {
        expect(said).toContain(quote)
        expect(text).not.toMatch(/\b(?:I|my)\b/u)
      }
    }),
  )
})

it('turns a sentence from one person to another', () => {
  expect(asSecond('I skipped the gym.')).toBe('you skipped the gym')
  expect(asSecond("I'm nervous about my interview")).toBe('you are nervous about your interview')
  expect(asThird('we moved to our new house')).toBe('They moved to their new house.')
  expect(noteAsSecond('Their dog is called Max.', 'Sam')).toBe('your dog is called Max')
  expect(noteAsSecond("Sam's dog is called Max.", 'Sam')).toBe('your dog is called Max')
  expect(noteAsSecond('The caller works as a nurse.', null)).toBe('you works as a nurse')
})
