// TwiML that opens a call's media stream with its ticket. The same call and epoch give the same bytes.
import VoiceResponse from 'twilio/lib/twiml/VoiceResponse.js'
import type { z } from 'zod'
import type { issueTicket } from '@callback/contracts/internal'
import { mintTicket } from '@callback/contracts/ticket'
import type { Scope } from '@callback/edge/serve'
import type { Env } from './env.ts'
import { registry } from './node-registry.ts'

export async function giveTicket(
  asked: z.output<typeof issueTicket.input>,
  scope: Scope<Env>,
): Promise<z.input<typeof issueTicket.output>> {
  const { callId, epoch, ticketExpiresAtMs } = asked
  const assignment = await registry(scope.env).assign(`${callId}.${epoch}`, Date.now())
  if (assignment === null) return { kind: 'no_node' }
  const ticket = await mintTicket({ callId, epoch, expiresAtMs: ticketExpiresAtMs }, scope.env.TICKET_KEY)
  const response = new VoiceResponse()
  const stream = response.connect().stream({
    url: assignment.streamUrl,
    statusCallback: `${scope.env.PUBLIC_WEBHOOK_URL}/twilio/stream`,
  })
  stream.parameter({ name: 'ticket', value: ticket })
  return { kind: 'connect', twiml: response.toString() }
}
