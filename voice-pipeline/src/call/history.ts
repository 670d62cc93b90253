// What the mind is shown: the prompt, and of the conversation only what was heard. Pure.
import type { Turn } from '@callback/contracts/calls'
import { GREETING_REQUEST } from '@callback/domain/prompt'
import type { Message } from '../speech/ports.ts'

/** Conversation kept in a request, newest first: some 12,000 tokens, half of the smallest context window offered. */
export const HISTORY_CHARS_MAX = 48_000

/** Oldest first. Neighbouring turns of one speaker become one message, as chat templates want them to alternate. */
export function messages(systemPrompt: string, turns: readonly Turn[]): Message[] {
  const out: Message[] = [{ role: 'user', content: GREETING_REQUEST }]
  for (const turn of newest(turns)) {
    if (turn.heard === '') continue
    const role = turn.speaker === 'caller' ? 'user' : 'assistant'
    const last = out.at(-1)
    if (last?.role === role && out.length > 1) last.content += ` ${turn.heard}`
    else out.push({ role, content: turn.heard })
  }
  return [{ role: 'system', content: systemPrompt }, ...out]
}

function newest(turns: readonly Turn[]): readonly Turn[] {
  let characters = 0
  let from = turns.length
  while (from > 0) {
    characters += turns[from - 1]?.heard.length ?? 0
    if (characters > HISTORY_CHARS_MAX) break
    from--
  }
  return turns.slice(from)
}
