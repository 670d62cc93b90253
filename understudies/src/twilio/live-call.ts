// One call while it lives: rings the phone, answers, runs TwiML over the line, and ends exactly once.
import type { AnsweringKind, EndedReason, Handset, Leg } from './handset.ts'
import { hasEnded, type CallRecord, type CallStatus } from './call-record.ts'
import { CallScene } from './call-scene.ts'
import type { Cancel } from './clock.ts'
import { Line } from './line.ts'
import { detectMachine, type MachineDetection } from './machine-detection.ts'
import { performTwiml } from './perform-twiml.ts'
import { StatusCallbacks, type StatusCallback } from './status-callbacks.ts'
import type { TwimlSource } from './twiml-source.ts'
import type { World } from './world.ts'

export type CallPlan = {
  twiml: TwimlSource
  statusCallback: StatusCallback | null
  ringSeconds: number
  timeLimitSeconds: number
  machineDetection: MachineDetection | null
}

/** Twilio's own ceiling, in seconds: four hours. */
export const TIME_LIMIT_SECONDS_MAX = 14_400
/** What SIP says of a ring that nobody answered, of an unknown subscriber, of a busy one, of a decline. */
const sip = { noAnswer: 487, unknown: 404, busy: 486, declined: 603 }

export class LiveCall {
  readonly record: CallRecord
  readonly #world: World
  readonly #plan: CallPlan
  readonly #handset: Handset
  readonly #line: Line
  readonly #callbacks: StatusCallbacks
  readonly #scene: CallScene
  readonly #over: (call: LiveCall) => void
  readonly #ended = new AbortController()
  #program = new AbortController()
  #ringing: Cancel = () => {}
  #limit: Cancel = () => {}

  constructor(record: CallRecord, plan: CallPlan, handset: Handset, world: World, over: (call: LiveCall) => void) {
    this.record = record
    this.#plan = plan
    this.#handset = handset
    this.#world = world
    this.#over = over
    this.#line = new Line(world.clock, handset)
    this.#callbacks = new StatusCallbacks(record, plan.statusCallback, world)
    this.#scene = new CallScene({
      record,
      line: this.#line,
      handset,
      world,
      pickUp: () => this.#pickUp(),
      reject: (reason) => this.#end('busy', reason, reason === 'busy' ? sip.busy : sip.declined),
    })
  }

  leg(peerName: string | null): Leg {
    const outgoing = this.record.direction === 'inbound'
    return {
      sid: this.record.sid,
      peer: outgoing ? this.record.to : this.record.from,
      peerName,
      direction: outgoing ? 'outgoing' : 'incoming',
      answer: (as) => this.#answer(as),
      decline: () => this.#end('busy', 'declined', sip.declined),
      hangUp: () => this.#end(this.record.answeredAt ? 'completed' : 'canceled', 'hung-up'),
      press: (digit) => this.#scene.press(digit),
    }
  }

  /** Dials the phone. */
  dial(reachable: boolean, peerName: string | null): void {
    if (hasEnded(this.record)) return
    const { clock } = this.#world
    this.record.startedAt = clock.date()
    this.record.queueMs = Math.round(this.record.startedAt.getTime() - this.record.createdAt.getTime())
    this.#callbacks.tell('initiated')
    if (!reachable) return this.#end('failed', 'failed', sip.unknown)
    this.#become('ringing')
    if (!this.#handset.ring(this.leg(peerName))) return this.#end('busy', 'busy', sip.busy)
    if (this.record.status !== 'ringing') return
    this.#ringing = clock.after(this.#plan.ringSeconds * 1000, () => this.#end('no-answer', 'no-answer', sip.noAnswer))
    this.#callbacks.tell('ringing')
  }

  /** The phone has dialled a number of the account's: the application is asked what to do. */
  receive(): void {
    this.record.startedAt = this.record.createdAt
    this.#become('ringing')
    this.#run(this.#plan.twiml)
  }

  redirect(twiml: TwimlSource): void {
    this.#run(twiml)
  }

  /** From the application: ends a call in any state. */
  hangUp(): void {
    if (this.record.answeredAt) this.#end('completed', 'remote-hung-up')
    else this.#end('canceled', 'canceled', this.record.status === 'ringing' ? sip.noAnswer : null)
  }

  /** Counted from the answer, whenever it is set. */
  limit(seconds: number): void {
    this.#plan.timeLimitSeconds = Math.min(seconds, TIME_LIMIT_SECONDS_MAX)
    if (this.record.status === 'in-progress') this.#startLimit()
  }

  tell(callback: StatusCallback): void {
    this.#callbacks.redirect(callback)
  }

  /** The understudy itself goes away: nobody is told. */
  abandon(): void {
    this.#stop()
  }

  #answer(as: AnsweringKind): void {
    if (this.record.status !== 'ringing') return
    this.#connect()
    void this.#start(as)
  }

  async #start(as: AnsweringKind): Promise<void> {
    const { machineDetection, twiml } = this.#plan
    const program = this.#program
    if (machineDetection) {
      const detection = detectMachine(machineDetection, as, this.record, this.#world, this.#ended.signal)
      if (!machineDetection.async) await detection
    }
    if (program === this.#program && !this.#ended.signal.aborted) this.#run(twiml)
  }

  #pickUp(): void {
    if (this.record.status === 'ringing') this.#connect()
  }

  #connect(): void {
    this.#ringing()
    this.record.answeredAt = this.#world.clock.date()
    this.#become('in-progress')
    this.#handset.connected()
    this.#line.start()
    this.#startLimit()
    this.#callbacks.tell('answered')
  }

  #startLimit(): void {
    this.#limit()
    const { clock } = this.#world
    const spentMs = clock.date().getTime() - (this.record.answeredAt?.getTime() ?? 0)
    const leftMs = Math.max(0, this.#plan.timeLimitSeconds * 1000 - spentMs)
    this.#limit = clock.after(leftMs, () => this.#end('completed', 'time-limit'))
  }

  #run(twiml: TwimlSource): void {
    this.#program.abort()
    const program = new AbortController()
    this.#program = program
    const finish = () => {
      if (program.signal.aborted) return
      this.#pickUp()
      this.#end('completed', 'remote-hung-up')
    }
    void performTwiml(twiml, this.#scene, program.signal).then(finish, (error: unknown) => {
      this.#world.notices.raise(11200, `The understudy failed: ${String(error)}`, this.record.sid)
      finish()
    })
  }

  #become(status: CallStatus): void {
    this.record.status = status
    this.record.updatedAt = this.#world.clock.date()
  }

  #end(status: CallStatus, reason: EndedReason, sipResponseCode: number | null = null): void {
    if (hasEnded(this.record)) return
    this.#become(status)
    this.record.endedAt = this.record.updatedAt
    this.record.sipResponseCode = sipResponseCode ?? (status === 'completed' ? 200 : null)
    this.#stop()
    this.#handset.ended(reason, this.record.sid)
    this.#callbacks.tell('completed')
    this.#over(this)
  }

  #stop(): void {
    this.#ringing()
    this.#limit()
    this.#ended.abort()
    this.#program.abort()
    this.#line.stop()
  }
}
