import { expect, it } from 'vitest'
import { ChatRequest } from './chat-request.ts'
import { dayMentioned } from './days.ts'
import { think } from './think.ts'

const INSTRUCTION = {
  role: 'system',
  content: 'Extract lasting facts about the caller. Example: "Their dog is called Max." The call was on 2026-11-21.',
}

const SCHEMA = {
  type: 'object',
  required: ['facts'],
  properties: {
    facts: {
      type: 'array',
      items: {
        type: 'object',
        required: ['text', 'quote', 'turn', 'confidence', 'happenedAt'],
        properties: {
          text: { type: 'string' },
          quote: { type: 'string' },
          turn: { type: 'integer' },
          confidence: { type: 'number' },
          happenedAt: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        },
      },
    },
  },
}

function extract(messages: object[], schema: object | null = SCHEMA): unknown {
  const format = schema
    ? { type: 'json_schema', json_schema: { name: 'facts', strict: true, schema } }
    : { type: 'json_object' }
  return JSON.parse(
    think(ChatRequest.parse({ model: 'gpt-oss-120b', messages: [INSTRUCTION, ...messages], response_format: format }))
      .content,
  )
}

const user = (content: string): object => ({ role: 'user', content })

it("takes facts from the caller's lines only, with their words and turn", () => {
  const transcript =
    '[1] persona: Hi Sam, I have a dog called Rex.\n[2] caller: Well, my dog is called Max.\n[4] caller: I have an interview on Friday. What do you think?'
  expect(extract([user(transcript)])).toEqual({
    facts: [
      { text: 'Their dog is called Max.', quote: 'my dog is called Max', turn: 2, confidence: 0.95, happenedAt: null },
      {
        text: 'They have an interview on Friday.',
        quote: 'I have an interview on Friday',
        turn: 4,
        confidence: 0.9,
        happenedAt: '2026-11-27T12:00:00.000Z',
      },
    ],
  })
})

it.each([
  ['Caller: I live in Leeds', null],
  ['3. user: I live in Leeds', 3],
  ['- caller (3): I live in Leeds', 3],
  ['[3] Sam: I live in Leeds', 3],
  [
    '{"turns":[{"seq":3,"speaker":"caller","heard":"I live in Leeds"},{"seq":4,"speaker":"persona","heard":"I live in Rome"}]}',
    3,
  ],
  ['I live in Leeds', null],
])('reads the transcript %j', (transcript, turn) => {
  expect(extract([user(transcript)], null)).toEqual({
    facts: [{ text: 'They live in Leeds.', quote: 'I live in Leeds', turn, confidence: 0.95, happenedAt: null }],
  })
})

it('follows the names and types of whatever schema it is given', () => {
  const schema = {
    type: 'object',
    properties: {
      summary: { type: 'string' },
      memories: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            statement: { type: 'string' },
            evidence: { type: 'string' },
            seq: { type: ['integer', 'null'] },
            certainty: { type: 'integer' },
            category: { type: 'string', enum: ['pet', 'other'] },
            sensitive: { type: 'boolean' },
          },
        },
      },
    },
  }
  expect(extract([user('caller: my dog is called Max')], schema)).toEqual({
    summary: 'Their dog is called Max.',
    memories: [
      {
        statement: 'Their dog is called Max.',
        evidence: 'my dog is called Max',
        seq: null,
        certainty: 95,
        category: 'pet',
        sensitive: false,
      },
    ],
  })
})

it('leaves out what is listed as known, and finds nothing in small talk', () => {
  expect(extract([user('Already known:\n- Their dog is called Max.\n\n[1] caller: my dog is called Max')])).toEqual({
    facts: [],
  })
  expect(extract([user('[1] caller: hello\n[3] caller: ok bye')])).toEqual({ facts: [] })
})

it('counts days from the date that is given, or not at all', () => {
  expect(dayMentioned('it is tomorrow', 'on 2026-11-21')).toBe('2026-11-22T12:00:00.000Z')
  expect(dayMentioned('it was last Monday', 'on 2026-11-21')).toBe('2026-11-16T12:00:00.000Z')
  expect(dayMentioned('it is tomorrow', 'some day')).toBeNull()
  expect(dayMentioned('my dog', 'on 2026-11-21')).toBeNull()
})
