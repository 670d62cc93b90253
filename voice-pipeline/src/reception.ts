// From an accepted media socket to a call: ticket first, then, and only then, a Brief, providers, a journal and a room.
import type { WebSocket } from 'ws'
import { redeemTicket } from '@callback/contracts/db/calls'
import type { Brief } from '@callback/contracts/node'
import { holdCall, type Call, type CallPorts } from './call/call.ts'
import { noJournal, openJournal } from './call/journal.ts'
import type { Meter } from './call/meter.ts'
import { report, type Delivery } from './call/report.ts'
import { ProcedureError } from './control/db-proxy.ts'
import type { Room } from './control/room.ts'
import type { LiveCalls } from './live-calls.ts'
import type { Line, LineFact, Mind, OpenEar, OpenMouth } from './speech/ports.ts'
import { PortFailure } from './speech/ports.ts'
import { twilioLine, type Started } from './twilio/line.ts'

export type ReceptionPorts = {
  nodeId: string
  delivery: Delivery
  journalDir: string
  calls: LiveCalls
  openEar: OpenEar
  openMouth: OpenMouth
  minds: ReadonlyMap<string, Mind>
  room: (callId: string) => Room
  meter: Meter
  apology: CallPorts['apology']
  refused: (why: 'ticket' | 'line' | 'db') => void
  log: CallPorts['log']
}

/** Facts of the line kept while the ticket is redeemed: three seconds of frames. */
const EARLY_FACTS_MAX = 150

const CALL_SID = /^CA[0-9a-f]{32}$/

export function reception(ports: ReceptionPorts): (socket: WebSocket) => void {
  const { delivery, log } = ports
  return (socket) => {
    let call: Call | null = null
    let early: LineFact[] = []

    const line = twilioLine(
      socket,
      delivery.clock,
      (start) => {
        admit(ports, start, line).then(
          (admitted) => {
            call = admitted
            const facts = early
            early = []
            for (const fact of facts) call?.fromLine(fact)
          },
          (error: unknown) => {
            log.error({ err: error }, 'call could not begin')
            line.close()
          },
        )
      },
      (fact) => {
        if (call) call.fromLine(fact)
        else if (early.length < EARLY_FACTS_MAX || fact.type !== 'audio') early.push(fact)
        if (fact.type === 'closed' && fact.failure) ports.meter.failed('line', fact.failure.kind)
      },
    )
  }
}

async function admit(ports: ReceptionPorts, start: Started, line: Line): Promise<Call | null> {
  const granted = ports.calls.full || ports.calls.draining ? null : await redeem(ports, start)
  if (!granted || ports.calls.has(granted.brief.callId)) {
    line.close()
    return null
  }
  const { brief, capability } = granted
  const { callId } = brief
  const { calls, delivery, log } = ports
  const journal = await openJournal(ports.journalDir, callId, process.pid).catch((error: unknown) => {
    log.error({ call: callId, err: error }, 'no journal for this call')
    return noJournal
  })
  const reports = report(delivery, { callId, capability }, journal, (error) => {
    log.error({ call: callId, err: error }, 'journal failed')
  })
  const room = ports.room(callId)
  const call = holdCall({
    ...ports,
    brief,
    line,
    clock: delivery.clock,
    mind: ports.minds.get(brief.persona.mind.provider) ?? absent,
    tell: (event) => {
      room.tell(event)
    },
    settled: (turn) => {
      reports.turn(turn)
    },
    ended: (end) => {
      calls.reporting(callId)
      reports.end(end).then(
        (outcome) => {
          if (outcome !== 'delivered') log.warn({ call: callId, outcome }, 'call left in the journal')
          calls.remove(callId)
        },
        () => {
          calls.remove(callId)
        },
      )
    },
  })
  if (!calls.has(callId)) calls.add(callId, call)
  return call
}

/** One database call: the ticket for the Brief. */
async function redeem(ports: ReceptionPorts, start: Started): Promise<{ brief: Brief; capability: string } | null> {
  const { ticket } = start.parameters
  if (ticket === undefined || ticket.length > 200 || !CALL_SID.test(start.callSid)) {
    ports.refused('ticket')
    return null
  }
  const { callSid, streamSid } = start
  try {
    const answer = await ports.delivery.db.run(redeemTicket, { ticket, callSid, streamSid, nodeId: ports.nodeId })
    if (answer.kind === 'granted') return answer
    ports.refused('ticket')
    return null
  } catch (error) {
    if (!(error instanceof ProcedureError)) throw error
    ports.log.warn({ code: error.code }, 'ticket could not be redeemed')
    ports.refused('db')
    return null
  }
}

/** A persona whose mind this node has no key for: the caller hears the apology. */
const absent: Mind = {
  ask(_request, _signal, emit) {
    emit({ type: 'closed', failure: new PortFailure('refused', 'no such mind here') })
  },
}
