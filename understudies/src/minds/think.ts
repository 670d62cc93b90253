// The scripted mind: what it answers depends on the request it is sent, and on nothing else.
import type { ChatRequest } from './chat-request.ts'
import { type Conversation, conversationOf, fresh } from './conversation.ts'
import { asJson, wantsJson } from './extraction.ts'
import { greeting } from './greeting.ts'
import { inWords, sum } from './numbers.ts'
import { asSecond, capital } from './person.ts'
import { OPEN_QUESTION, REACTIONS, SHARED } from './reactions.ts'
import { recall } from './recall.ts'
import { statements } from './statements.ts'
import { argumentsFor, endCall, isEnding, sayResult, type ToolCall, toolFor } from './tool-use.ts'

export interface Thought {
  content: string
  toolCalls: ToolCall[]
  /** What a reasoning model would have mumbled before. */
  reasoning: string
}

const GOODBYE =
  /\b(?:good ?bye|bye(?:[- ]bye)?|see you|talk (?:to you )?(?:later|soon|tomorrow)|have to go|got to go|gotta go|need to go|must go|hang up|end the call|that['’]s all for (?:now|today)|good ?night|stop calling)\b/iu

function farewell({ tone, caller }: Conversation): string {
  const name = caller ? `, ${caller}` : ''
  return {
    coach: `Good work${name}. Now go and do it. Bye!`,
    friend: `It was lovely to talk to you${name}. Take care, bye!`,
    creative: `Keep dreaming${name}. Goodbye!`,
    plain: `Goodbye${name}. Take care.`,
  }[tone]
}

/** Things a persona knows of itself and of the call. */
function aboutTheCall(conversation: Conversation): string | null {
  const { last, persona, time, context } = conversation
  if (/\bwhat(?:['’]s| is) (?:the )?(?:time|date|day)\b|\bwhat (?:time|day) is it\b/iu.test(last)) {
    return time ? `It is ${time}.` : 'I have no clock at hand, I am afraid.'
  }
  if (/\b(?:who are you|what(?:['’]s| is) your name|who is this|who am i (?:talking|speaking) to)\b/iu.test(last)) {
    return persona ? `I am ${persona}.` : 'I am your assistant on the phone.'
  }
  if (/\bwhy (?:are you|did you|do you) (?:call|ring|phon)\w*\b/iu.test(last)) {
    return context ? `Because of this: ${asSecond(context)}.` : 'Just to hear how you are.'
  }
  return null
}

function calculate(last: string): string | null {
  const found = sum(last)
  if (!found) return null
  if (!Number.isFinite(found.result)) return 'Nobody can divide by nothing.'
  return `That makes ${inWords(found.result)}.`
}

function react(conversation: Conversation): string {
  const { last, tone } = conversation
  const told = statements(last).at(-1)
  const reaction = REACTIONS.find(({ when }) => when.test(last))
  if (reaction) return fresh(conversation, reaction.say[tone] ?? reaction.say.plain)
  if (told) return `${capital(asSecond(told.quote))}. ${fresh(conversation, SHARED[tone])}`
  return fresh(
    conversation,
    (/\?\s*$|^(?:what|why|how|who|where|when|do|can|should|is|are)\b/iu.test(last) ? OPEN_QUESTION : SHARED)[tone],
  )
}

function say(content: string, reasoning: string): Thought {
  return { content, toolCalls: [], reasoning }
}

function useTool(request: ChatRequest, conversation: Conversation): Thought | null {
  const { tools, tool_choice: choice } = request
  if (!tools || tools.length === 0 || choice === 'none') return null
  const named =
    typeof choice === 'object' && choice ? tools.find((tool) => tool.function.name === choice.function.name) : undefined
  const tool = named ?? toolFor(conversation.last, tools) ?? (choice === 'required' ? tools[0] : undefined)
  if (!tool) return null
  const call = { name: tool.function.name, arguments: argumentsFor(tool.function.parameters, conversation.last) }
  return { content: '', toolCalls: [call], reasoning: `The caller needs ${call.name}.` }
}

function partWays(request: ChatRequest, conversation: Conversation): Thought {
  const goodbye = farewell(conversation)
  const tool = request.tool_choice === 'none' ? undefined : request.tools?.find(isEnding)
  if (!tool) return say(goodbye, 'The caller is leaving.')
  const { spoken, ...call } = endCall(tool, goodbye)
  return { content: spoken ? '' : goodbye, toolCalls: [call], reasoning: 'The caller is leaving, so the call ends.' }
}

export function think(request: ChatRequest): Thought {
  if (wantsJson(request)) return say(asJson(request), 'I read the text and note what was said.')
  const conversation = conversationOf(request)
  const latest = request.messages.at(-1)
  if (latest?.role === 'tool') return say(sayResult(latest.content), 'The tool has answered.')
  if (conversation.last === '') return say(greeting(conversation), 'Nobody has spoken yet, so I greet.')
  if (GOODBYE.test(conversation.last)) return partWays(request, conversation)
  const known = aboutTheCall(conversation) ?? calculate(conversation.last)
  if (known) return say(known, 'That I can answer.')
  const remembered = recall(conversation)
  if (remembered) return say(remembered, 'They ask about something they told me.')
  return useTool(request, conversation) ?? say(react(conversation), 'I answer briefly, and ask one question.')
}
