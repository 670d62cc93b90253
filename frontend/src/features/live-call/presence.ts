// What of a call is shown by movement, and the words that go with it.
import { isTerminal } from '@callback/domain/call-status'
import { statusWords } from '../../words/call.ts'
import type { Live } from './live.ts'

export type Presence = 'ringing' | 'persona' | 'caller' | 'quiet' | 'over'

export function presenceOf({ status, speaking }: Pick<Live, 'status' | 'speaking'>): Presence {
  if (isTerminal(status)) return 'over'
  if (status !== 'in-progress') return 'ringing'
  return speaking === 'nobody' ? 'quiet' : speaking
}

export function presenceWords(live: Pick<Live, 'status' | 'speaking'>, personaName: string): string {
  switch (presenceOf(live)) {
    case 'persona':
      return `${personaName} is speaking`
    case 'caller':
      return 'You are speaking'
    case 'quiet':
      return `${personaName} is listening`
    case 'ringing':
    case 'over':
      return statusWords(live.status, personaName)
  }
}

/** Connection troubles worth a word: short gaps heal before they are read. */
export function connectionWords(connection: string, trouble: string | null): string | null {
  if (connection === 'waiting') return 'The live view broke off and is being taken up again. Your call goes on.'
  if (connection === 'given-up') return 'The live view could not be taken up again. Your call goes on.'
  return trouble === null ? null : `${trouble} Your call goes on.`
}
