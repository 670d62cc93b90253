// What every test of the exchange starts with: the understudy on a clock moved by hand, an application, one REST call.
import { onTestFinished } from 'vitest'
import { z } from 'zod'
import type { Phone } from '../phone/phone.ts'
import { startApplication } from './application.fake.ts'
import type { FaultChanges } from './faults.ts'
import { ManualClock } from './manual-clock.ts'
import { startTwilio, type TwilioOptions } from './server.ts'

export const accountSid = 'AC00112233445566778899aabbccddeeff'
export const authToken = 'understudy-token'
export const person = '+14155550100'
export const brad = '+14155550101'

const Resource = z.looseObject({ sid: z.string().optional(), status: z.union([z.string(), z.number()]).optional() })

export async function startRig(options: Partial<TwilioOptions> & { faults?: FaultChanges } = {}) {
  const clock = new ManualClock()
  const application = await startApplication()
  const twilio = await startTwilio({ port: 0, accountSid, authToken, clock, callsPerSecond: Infinity, ...options })
  onTestFinished(async () => {
    await twilio.close()
    await application.close()
  })
  const rest = async (method: string, path: string, form?: Record<string, string> | Array<[string, string]>) => {
    const reply = await fetch(`${twilio.url}/2010-04-01/Accounts/${accountSid}${path}`, {
      method,
      headers: { Authorization: `Basic ${btoa(`${accountSid}:${authToken}`)}` },
      ...(form ? { body: new URLSearchParams(form) } : {}),
    })
    return { status: reply.status, body: Resource.parse(await reply.json()) }
  }
  return {
    clock,
    application,
    twilio,
    phone: twilio.phones.at(person),
    rest,
    async call(form: Record<string, string> = {}, events = ['initiated', 'ringing', 'answered', 'completed']) {
      const fields: Array<[string, string]> = Object.entries({
        To: person,
        From: brad,
        Url: `${application.url}/voice`,
        StatusCallback: `${application.url}/status`,
        ...form,
      })
      for (const event of events) fields.push(['StatusCallbackEvent', event])
      const { body } = await rest('POST', '/Calls.json', fields)
      return body.sid ?? ''
    },
    async number(form: Record<string, string> = {}) {
      const { body } = await rest('POST', '/IncomingPhoneNumbers.json', {
        PhoneNumber: brad,
        FriendlyName: 'Brad',
        VoiceUrl: `${application.url}/voice`,
        ...form,
      })
      return body.sid ?? ''
    },
    async show(sid: string) {
      return (await rest('GET', `/Calls/${sid}.json`)).body
    },
    connectTo(path = '/stream', inside = '') {
      const url = `${application.ws}${path}`
      return `<Response><Connect><Stream url="${url}">${inside}</Stream></Connect></Response>`
    },
  }
}

/** Resolves once the phone is as asked; driven by its own changes, never by time. */
export function until(phone: Phone, isSo: (phone: Phone) => boolean): Promise<void> {
  if (isSo(phone)) return Promise.resolve()
  return new Promise((resolve) => {
    const stop = phone.watch(() => {
      if (!isSo(phone)) return
      stop()
      resolve()
    })
  })
}

export type Rig = Awaited<ReturnType<typeof startRig>>
