// The Twilio understudy: one server, on this machine only, with the REST API, the phones and the faults.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { Phones } from '../phone/phones.ts'
import { PhoneDoor } from '../phone/phone-door.ts'
import { systemClock, type Clock } from './clock.ts'
import { CallsResource } from './calls-resource.ts'
import { Debugger } from './debugger.ts'
import { Exchange } from './exchange.ts'
import { Faults, type FaultChanges } from './faults.ts'
import { serveFaults } from './faults-door.ts'
import { sendJson } from './http.ts'
import { IncomingNumbers } from './incoming-numbers.ts'
import { listenOnLoopback } from './listen.ts'
import { MessagesResource } from './messages-resource.ts'
import { NumbersResource } from './numbers-resource.ts'
import { RestDoor } from './rest.ts'
import { TextExchange } from './text-exchange.ts'
import { Verify } from './verify.ts'
import { Webhooks } from './webhook.ts'
import type { World } from './world.ts'

export type TwilioOptions = {
  /** 0 = any free port. */
  port: number
  accountSid: string
  authToken: string
  faults?: FaultChanges
  /** Numbers that nobody can be reached at: calls fail, texts are undelivered. */
  unreachable?: readonly string[]
  /** Phones that /phone lists before anything has rung them, with the name of their owner. */
  phones?: ReadonlyArray<{ number: string; name: string }>
  callsPerSecond?: number
  clock?: Clock
}

export type Twilio = {
  port: number
  url: string
  phones: Phones
  faults: Faults
  notices: Debugger
  close(): Promise<void>
}

/** Generous, so that nobody waits who did not ask to. Real accounts begin with 1. */
const CALLS_PER_SECOND = 1_000
/** Sender of verification codes, as from one of Twilio's own short numbers. */
const VERIFY_SENDER = '+18885550100'

export async function startTwilio(options: TwilioOptions): Promise<Twilio> {
  const { accountSid, authToken } = options
  const clock = options.clock ?? systemClock
  const faults = new Faults(options.faults)
  const notices = new Debugger(clock)
  const webhooks = new Webhooks({ authToken, clock, faults })
  const world: World = { accountSid, clock, faults, webhooks, notices }
  const numbers = new IncomingNumbers()
  const unreachable = new Set(options.unreachable)
  const phones = new Phones(clock)
  const phone = (number: string) => phones.at(number)
  const callsPerSecond = options.callsPerSecond ?? CALLS_PER_SECOND
  const exchange = new Exchange({ world, numbers, phone, unreachable, callsPerSecond })
  const texts = new TextExchange({ world, numbers, phone, unreachable })
  const verify = new Verify({
    clock,
    accountSid,
    text: (to, body) => texts.deliver(texts.accept(VERIFY_SENDER, to, body, 'outbound-api', null)),
  })
  phones.carrier = {
    dial: (handset, caller) => exchange.ring(handset, caller),
    write: (from, to, body) => texts.write(from, to, body),
    contacts: () => numbers.all().map(({ number }) => ({ number, name: numbers.nameOf(number) })),
  }
  for (const { number, name } of options.phones ?? []) phones.at(number).owner = name

  const rest = new RestDoor({
    world,
    authToken,
    resources: {
      Calls: new CallsResource(exchange, world),
      IncomingPhoneNumbers: new NumbersResource(numbers, clock, accountSid),
      Messages: new MessagesResource(texts, accountSid),
    },
    verify: (path, form, method) => verify.reply(path, form, method),
  })
  const phoneDoor = new PhoneDoor(phones)

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    if (url.pathname.startsWith('/2010-04-01/') || url.pathname.startsWith('/v2/'))
      return rest.serve(request, response, url)
    if (url.pathname === '/faults') return serveFaults(faults, request, response)
    if (url.pathname === '/debugger') return sendJson(response, 200, { notices: notices.notices() })
    if (url.pathname === '/health') return sendJson(response, 200, { status: 'ok' })
    if (url.pathname === '/') {
      response.writeHead(302, { Location: '/phone' }).end()
      return
    }
    return phoneDoor.serve(request, response, url)
  }
  const makeServer = (): Server => {
    const server = createServer((request, response) => {
      serve(request, response).catch((error: unknown) => {
        notices.raise(20500, `The understudy failed: ${String(error)}`)
        if (response.headersSent) response.destroy()
        else sendJson(response, 500, { code: 20500, message: 'An internal server error has occurred', status: 500 })
      })
    })
    server.on('upgrade', (request, socket, head) => phoneDoor.upgrade(request, socket, head))
    return server
  }
  const listening = await listenOnLoopback(makeServer, options.port)
  return {
    port: listening.port,
    url: `http://localhost:${listening.port}`,
    phones,
    faults,
    notices,
    async close() {
      exchange.close()
      webhooks.close()
      phoneDoor.close()
      await listening.close()
    },
  }
}
