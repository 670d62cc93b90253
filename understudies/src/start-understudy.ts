// Starts one understudy by name. Imports only what it starts, so that a process carries no code it does not run.
import type { Config, Understudy } from './config.ts'
import { SEED_PHONES, SEED_USERS } from './config.ts'
import type { Running } from './loopback.ts'

export async function startUnderstudy(id: Understudy, config: Config): Promise<Running> {
  const port = config.portOf(id)
  switch (id) {
    case 'twilio': {
      const { startTwilio } = await import('./twilio/server.ts')
      const running = await startTwilio({
        port,
        accountSid: config.TWILIO_ACCOUNT_SID,
        authToken: config.TWILIO_AUTH_TOKEN,
        phones: SEED_PHONES,
      })
      await ownNumbers(running.port, config)
      return running
    }
    case 'deepgram': {
      const { startDeepgram } = await import('./deepgram/server.ts')
      return startDeepgram({ port, apiKey: config.DEEPGRAM_API_KEY })
    }
    case 'cerebras': {
      const { startMinds } = await import('./minds/server.ts')
      return startMinds({ port, apiKey: config.CEREBRAS_API_KEY })
    }
    case 'elevenlabs': {
      const { startElevenLabs } = await import('./elevenlabs/server.ts')
      return startElevenLabs({ port, apiKey: config.ELEVENLABS_API_KEY })
    }
    case 'stripe': {
      const { startStripe } = await import('./stripe/server.ts')
      const webhook = { url: `${config.webhooks}/stripe`, secret: config.STRIPE_WEBHOOK_SECRET }
      return startStripe({ port, apiKey: config.STRIPE_API_KEY, webhook })
    }
    case 'workos': {
      const { startWorkos } = await import('./workos/server.ts')
      return startWorkos({
        port,
        apiKey: config.WORKOS_API_KEY,
        clientId: config.WORKOS_CLIENT_ID,
        seedUsers: SEED_USERS,
        stateFile: config.workosFile,
        verifyEmail: config.verifyEmail,
        ...(config.workosIssuer !== undefined && { issuer: config.workosIssuer }),
        ...(config.workosWebhook && { webhook: config.workosWebhook }),
      })
    }
  }
}

/** As an operator would: buys each number and points it at the product, through the REST API. */
async function ownNumbers(port: number, config: Config): Promise<void> {
  const account = config.TWILIO_ACCOUNT_SID
  const authorization = `Basic ${Buffer.from(`${account}:${config.TWILIO_AUTH_TOKEN}`).toString('base64')}`
  for (const { number, name } of config.numbers) {
    const body = new URLSearchParams({
      PhoneNumber: number,
      FriendlyName: name,
      VoiceUrl: `${config.webhooks}/twilio/voice`,
      StatusCallback: `${config.webhooks}/twilio/status`,
      SmsUrl: `${config.webhooks}/twilio/sms`,
    })
    const url = `http://localhost:${port}/2010-04-01/Accounts/${account}/IncomingPhoneNumbers.json`
    const response = await fetch(url, { method: 'POST', headers: { authorization }, body })
    if (!response.ok)
      throw new Error(`The Twilio understudy refused the number ${number}: ${response.status} ${await response.text()}`)
  }
}
