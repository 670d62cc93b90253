// A text to our number: STOP binds the dialler from now on, START lifts it. Everything else is not for us.
import { z } from 'zod'
import { isE164 } from '@callback/domain/phone'
import type { Work } from '../work.ts'
import type { Matched, Plan } from './notice.ts'

const Text = z.object({ From: z.string(), Body: z.string(), OptOutType: z.string().optional() })

/** The words carriers and Twilio know. */
const STOP = new Set(['stop', 'stopall', 'unsubscribe', 'cancel', 'end', 'quit', 'revoke', 'optout'])
const START = new Set(['start', 'yes', 'unstop'])

export function smsNotice({ sql }: Work, notice: Matched): Promise<Plan> {
  const { From: number, Body, OptOutType } = Text.parse(notice.payload)
  const word = (OptOutType ?? Body)
    .trim()
    .toLowerCase()
    .replace(/[.!]+$/, '')
  const wish = STOP.has(word) ? 'stop' : START.has(word) ? 'start' : null
  if (wish === null || !isE164(number)) return Promise.resolve({ kind: 'ignore' })
  const run = async () => {
    if (wish === 'stop')
      await sql`insert into suppressions (number, source) values (${number}, 'sms') on conflict do nothing`
    else await sql`delete from suppressions where number = ${number}`
    return { endedCallId: null }
  }
  return Promise.resolve({ kind: 'apply', run })
}
