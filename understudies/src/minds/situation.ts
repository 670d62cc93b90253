// What the system prompt tells: who speaks, to whom, about what, and what is remembered. Read from the text, however it is laid out.
import type { ChatMessage } from './chat-request.ts'

export type Tone = 'coach' | 'friend' | 'creative' | 'plain'

export interface Situation {
  persona: string | null
  tone: Tone
  caller: string | null
  context: string | null
  facts: string[]
  time: string | null
}

const NAME = "(\\p{Lu}[\\p{L}'’-]*)"

function firstOf(text: string, patterns: RegExp[]): string | null {
  for (const pattern of patterns) {
    const found = text.match(pattern)?.[1]?.trim()
    if (found) return found
  }
  return null
}

function toneOf(prompt: string): Tone {
  const score = (words: RegExp): number => prompt.match(words)?.length ?? 0
  const scores: [Tone, number][] = [
    [
      'coach',
      score(/\b(?:coach|train(?:er|ing)|fitness|motivat\w*|accountab\w*|discipline|tough|push|no excuses)\b/giu),
    ],
    ['creative', score(/\b(?:creativ\w*|imagin\w*|artist\w*|art|playful|brainstorm\w*|ideas|curious|poet\w*)\b/giu)],
    ['friend', score(/\b(?:friend\w*|warm\w*|kind\w*|caring|empath\w*|listen\w*|gentle|support\w*)\b/giu)],
  ]
  const [best] = scores.sort((a, b) => b[1] - a[1])
  return best && best[1] > 0 ? best[0] : 'plain'
}

/** Tagged facts, or the list under a heading about memory. */
function factsOf(prompt: string): string[] {
  const tagged = [...prompt.matchAll(/<fact[^>]*>([\s\S]*?)<\/fact>/giu)].map(([, fact]) => fact?.trim() ?? '')
  if (tagged.length > 0) return tagged
  const facts: string[] = []
  let inMemory = false
  for (const line of prompt.split('\n')) {
    const item = line.match(/^\s*(?:[-*•]|\d+[.)])\s+(.+)$/u)?.[1]
    if (item) {
      if (inMemory) facts.push(item.trim())
    } else if (line.trim() !== '') inMemory = /\b(?:remember|memor(?:y|ies)|facts?|know about)\b/iu.test(line)
  }
  return facts
}

export function situationOf(messages: ChatMessage[]): Situation {
  const prompt = messages
    .filter(({ role }) => role === 'system' || role === 'developer')
    .map(({ content }) => content ?? '')
    .join('\n\n')
  const about = prompt.split(/^#.*\b(?:how to speak|rules|limits)\b.*$/imu, 1)[0] ?? prompt
  return {
    persona: firstOf(prompt, [new RegExp(`\\b[Yy]ou are ${NAME}`, 'u'), new RegExp(`\\b[Yy]our name is ${NAME}`, 'u')]),
    tone: toneOf(about),
    caller: firstOf(prompt, [
      /<name>([^<]+)<\/name>/iu,
      new RegExp(`\\b(?:[Cc]aller|[Uu]ser)(?:['’]s)?(?: first)? name(?: is|:) ${NAME}`, 'u'),
      new RegExp(`\\b(?:talking|speaking) (?:to|with) ${NAME}`, 'u'),
      new RegExp(`^\\s*(?:[Cc]aller|[Uu]ser|[Nn]ame): ${NAME}`, 'mu'),
    ]),
    context: firstOf(prompt, [
      /<context>([\s\S]*?)<\/context>/iu,
      /^\s*(?:context|purpose|topic|reason(?: for the call)?|about)\s*:\s*(.+)$/imu,
      /\b(?:the|this) call is about:?\s+(.+)$/imu,
    ]),
    facts: factsOf(prompt),
    time: firstOf(prompt, [/\b(?:time|date) is (?:now )?([^.(\n]+?)(?:\s*\(|\.|$)/imu, /\bit is now ([^.(\n]+)/iu]),
  }
}
