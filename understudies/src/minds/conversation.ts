// The talk so far, told apart from the stage directions that an application puts among it.
import type { ChatRequest } from './chat-request.ts'
import { type Situation, situationOf } from './situation.ts'
import { type Statement, statements } from './statements.ts'

export interface Conversation extends Situation {
  /** The caller's words, oldest first. */
  said: string[]
  /** The persona's. */
  answered: string[]
  /** The caller's last words; empty when nobody has spoken yet. */
  last: string
  /** What the caller told of themselves before the last words. */
  told: Statement[]
}

/** An application's "the call was answered, greet the caller": addressed to the persona, not said by the caller. */
const DIRECTION =
  /\b(?:greet the (?:caller|user)|(?:call|phone) (?:has|was) (?:just )?(?:been )?(?:answered|connected)|open the (?:call|conversation)|say hello to the (?:caller|user))\b/iu

export function conversationOf({ messages }: ChatRequest): Conversation {
  const said: string[] = []
  const answered: string[] = []
  for (const message of messages) {
    const text = (message.content ?? '').trim()
    if (text === '') continue
    if (message.role === 'user' && !DIRECTION.test(text)) said.push(text)
    if (message.role === 'assistant') answered.push(text)
  }
  return {
    ...situationOf(messages),
    said,
    answered,
    last: said.at(-1) ?? '',
    told: said.slice(0, -1).flatMap(statements),
  }
}

/** Of several ways to say it, the first that was not used in this call. */
export function fresh({ answered, said }: Conversation, ways: string[]): string {
  const unused = ways.find((way) => !answered.some((earlier) => earlier.includes(way)))
  return unused ?? ways[said.length % ways.length] ?? ''
}
