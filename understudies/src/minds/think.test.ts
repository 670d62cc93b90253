import { describe, expect, it } from 'vitest'
import { composePrompt, GREETING_REQUEST } from '@callback/domain/prompt'
import { ChatRequest } from './chat-request.ts'
import { think, type Thought } from './think.ts'

type Parts = Parameters<typeof composePrompt>[0]

const parts: Parts = {
  persona: { name: 'Brad', instructions: 'You are a tough but fair fitness coach.' },
  caller: { firstName: 'Sam', zone: 'America/New_York' },
  context: 'I skipped the gym',
  facts: [
    { text: 'Their dog is called Max.', learnedAt: '2026-11-20T12:00:00.000Z' },
    { text: 'They work as a nurse.', learnedAt: '2026-11-20T12:00:00.000Z' },
  ],
  direction: 'outbound',
  trust: 'known',
  now: 'Saturday, 21 November 2026 at 07:30',
  heldSeconds: 600,
}

const END_CALL = {
  type: 'function',
  function: {
    name: 'end_call',
    description: 'End the phone call. Use it when the caller says goodbye or wants to stop.',
    parameters: { type: 'object', properties: { goodbye: { type: 'string' } }, required: ['goodbye'] },
  },
}

/** Caller and persona take turns, the caller first. */
function ask(turns: string[], changes: Partial<Parts> = {}, more: object = {}): Thought {
  const talk = turns.map((content, index) => ({ role: index % 2 ? 'assistant' : 'user', content }))
  const system = { role: 'system', content: composePrompt({ ...parts, ...changes }) }
  return think(
    ChatRequest.parse({
      model: 'gpt-oss-120b',
      messages: [system, { role: 'user', content: GREETING_REQUEST }, ...talk],
      ...more,
    }),
  )
}

const answer = (...turns: string[]): string => ask(turns).content

describe('greeting', () => {
  it('names the caller, the persona and what the call is about', () => {
    expect(answer()).toBe("Hey Sam, it's Brad. So, you skipped the gym. What got in the way?")
    expect(ask([], { context: 'get me to the gym' }).content).toContain('You asked me to get you to the gym.')
    expect(ask([], { context: null }).content).toBe("Hey Sam, it's Brad. Are you ready to move?")
  })

  it('has each persona sound like itself', () => {
    const greetings = ['a warm and caring friend', 'a playful creative artist', 'an operator'].map(
      (who) => ask([], { persona: { name: 'Alex', instructions: `You are ${who}.` }, context: null }).content,
    )
    expect(new Set(greetings).size).toBe(3)
  })

  it('knows nothing of a stranger', () => {
    const greeting = ask([], {
      caller: { firstName: null, zone: null },
      context: null,
      facts: [],
      trust: 'trial',
    }).content
    expect(greeting).toBe("Hey, it's Brad. Are you ready to move?")
  })

  it('also reads a prompt laid out in another way, without any stage direction', () => {
    const system =
      'Your name is Nora. You are talking to Eve. Keep it warm.\nContext: the rent is due\n\nFacts about the user:\n- The caller has a cat named Tom'
    const request = (last: object[]): ChatRequest =>
      ChatRequest.parse({ model: 'x', messages: [{ role: 'system', content: system }, ...last] })
    expect(think(request([])).content).toMatch(/Eve.*Nora.*rent is due/u)
    expect(think(request([{ role: 'user', content: 'what is my cat called' }])).content).toBe(
      'You have a cat named Tom.',
    )
  })
})

describe('memory', () => {
  it.each([
    ['What is my dog called?', 'Your dog is called Max.'],
    ['what is the name of my dog', 'Your dog is called Max.'],
    ['where do I work', 'You work as a nurse.'],
    ['what do I do for a living', 'You work as a nurse.'],
    ["what's my name", 'You are Sam, of course.'],
    ['why are you calling me', 'Because of this: you skipped the gym.'],
    ['who are you', 'I am Brad.'],
    ['what time is it', 'It is Saturday, 21 November 2026 at 07:30.'],
  ])('answers %j from the prompt', (question, expected) => expect(answer(question)).toBe(expected))

  it('answers from what was said earlier in the call, and never makes anything up', () => {
    expect(answer('my cat is called Luna', 'Noted.', 'what is my cat called')).toBe('Your cat is called Luna.')
    expect(answer('what is my cat called')).toMatch(/don't know that yet/u)
    expect(ask(['what is my dog called'], { facts: [] }).content).toMatch(/don't know that yet/u)
  })

  it('can repeat the last thing it was told', () => {
    expect(answer('I like trains', 'Nice.', 'what did I just say')).toBe('You said: I like trains')
  })
})

describe('talk', () => {
  it('does sums, in words', () => expect(answer('what is twelve times seven?')).toBe('That makes eighty-four.'))

  it('reacts to what was said', () => {
    expect(answer('I feel so tired')).toMatch(/Tired/u)
    expect(answer('I want to go to the gym tomorrow')).toMatch(/Put your shoes on/u)
    expect(answer('I work in a bakery')).toMatch(/^You work in a bakery\./u)
  })

  it('is short, spoken and not repeated', () => {
    const said = ['tell me a joke', 'x', 'tell me a joke']
    const [first, second] = [
      answer('tell me a joke'),
      answer('tell me a joke', answer('tell me a joke'), 'tell me a joke'),
    ]
    expect(first).not.toBe(second)
    for (const text of [first, second, answer(...said)]) {
      expect(text.length).toBeLessThan(200)
      expect(text).not.toMatch(/[*#_`[\]]/u)
    }
  })

  it('answers the same request the same way: it remembers nothing by itself', () => {
    expect(answer('hello')).toBe(answer('hello'))
  })
})

describe('leaving', () => {
  it('calls the tool that ends the call, with the goodbye in its argument', () => {
    const { content, toolCalls } = ask(['ok goodbye'], {}, { tools: [END_CALL] })
    expect(content).toBe('')
    expect(toolCalls).toEqual([{ name: 'end_call', arguments: { goodbye: expect.stringMatching(/Sam.*Bye!/u) } }])
  })

  it('says goodbye where no tool is offered, or none may be used', () => {
    expect(answer('I have to go')).toMatch(/Bye!/u)
    expect(ask(['bye'], {}, { tools: [END_CALL], tool_choice: 'none' })).toMatchObject({
      toolCalls: [],
      content: expect.stringMatching(/Bye!/u),
    })
  })

  it('speaks beside a tool that takes no words', () => {
    const tool = { type: 'function', function: { name: 'hang_up', description: 'Hang up.' } }
    expect(ask(['bye now'], {}, { tools: [tool] })).toMatchObject({
      content: expect.stringMatching(/Bye!/u),
      toolCalls: [{ name: 'hang_up' }],
    })
  })
})

describe('tools', () => {
  const WEATHER = {
    type: 'function',
    function: {
      name: 'get_weather',
      description: 'The weather forecast of a city',
      parameters: {
        type: 'object',
        properties: {
          city: { type: 'string' },
          day: { type: 'string' },
          unit: { type: 'string', enum: ['celsius', 'fahrenheit'] },
        },
        required: ['city', 'day', 'unit'],
      },
    },
  }

  it('are used when they fit what is asked', () => {
    expect(
      ask(['will it rain, how is the weather in New York tomorrow?'], {}, { tools: [END_CALL, WEATHER] }).toolCalls,
    ).toEqual([{ name: 'get_weather', arguments: { city: 'New York', day: 'tomorrow', unit: 'celsius' } }])
    expect(ask(['hello'], {}, { tools: [END_CALL, WEATHER] }).toolCalls).toEqual([])
  })

  it('are used when they are required', () => {
    expect(ask(['hello'], {}, { tools: [WEATHER], tool_choice: 'required' }).toolCalls).toHaveLength(1)
  })

  it('have their answer spoken', () => {
    const called = {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'c1', type: 'function', function: { name: 'get_weather', arguments: '{}' } }],
    }
    const say = (content: string): string =>
      think(
        ChatRequest.parse({
          model: 'x',
          messages: [{ role: 'user', content: 'weather?' }, called, { role: 'tool', tool_call_id: 'c1', content }],
        }),
      ).content
    expect(say('{"temperature":21,"sky":"clear"}')).toBe('Here is what I found: temperature 21, sky clear.')
    expect(say('{"message":"It is sunny."}')).toBe('It is sunny.')
    expect(say('Sunny all day.')).toBe('Sunny all day.')
    expect(say('{"error":"timeout"}')).toMatch(/did not work/u)
  })
})
