// A call in two words, for a list.
import type { Call } from '@callback/contracts/calls'
import { isTerminal } from '@callback/domain/call-status'
import { length } from '../../words/duration.ts'
import { statusWords } from '../../words/call.ts'

export type Outcome = { words: string; tone: 'good' | 'live' | 'bad' }

export function outcomeOf(call: Pick<Call, 'status' | 'connectedSeconds' | 'personaName'>): Outcome {
  if (!isTerminal(call.status))
    return { words: call.status === 'in-progress' ? 'On the line' : 'Ringing', tone: 'live' }
  if (call.connectedSeconds > 0) return { words: length(call.connectedSeconds), tone: 'good' }
  return {
    words: call.status === 'completed' ? 'Not connected' : statusWords(call.status, call.personaName),
    tone: 'bad',
  }
}
