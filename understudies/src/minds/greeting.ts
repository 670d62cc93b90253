// The first words of a call: the caller's name, the persona's, what it is about, one question. In the persona's tone.
import type { Conversation } from './conversation.ts'
import { asSecond } from './person.ts'
import type { Tone } from './situation.ts'

const HELLO: Record<Tone, string> = { coach: 'Hey', friend: 'Hi', creative: 'Hello hello', plain: 'Hello' }
const QUESTION: Record<Tone, string> = {
  coach: 'Are you ready to move?',
  friend: 'How are you feeling right now?',
  creative: 'What is the first picture that comes to mind?',
  plain: 'How can I help?',
}
const ABOUT: Record<Tone, string> = {
  coach: 'What got in the way?',
  friend: 'Do you want to tell me about it?',
  creative: 'Shall we turn that into something?',
  plain: 'Where shall we start?',
}

/** What the caller asked to be rung about, in words that can be spoken. */
function about(context: string): string {
  const told = asSecond(context)
  if (/^(?:you|your)\b/iu.test(told)) return `So, ${told}.`
  if (
    /^(?:get|help|make|wake|remind|push|talk|check|tell|ask|motivate|keep|cheer|practise|practice|quiz)\b/iu.test(told)
  ) {
    return `You asked me to ${told}.`
  }
  return `I am ringing about this: ${told}.`
}

export function greeting({ persona, caller, tone, context }: Conversation): string {
  const hello = caller ? `${HELLO[tone]} ${caller}` : HELLO[tone]
  const who = persona ? `${hello}, it's ${persona}.` : `${hello}.`
  return context ? `${who} ${about(context)} ${ABOUT[tone]}` : `${who} ${QUESTION[tone]}`
}
