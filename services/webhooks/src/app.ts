// The providers' only door. Raw bytes → signature → inbox → 2xx → apply; questions are answered in the same reply.
import { worker } from '@callback/edge/worker'
import { Env } from './env.ts'
import { stripeNotice } from './stripe-notice.ts'
import { fallback, smsQuestion, voiceQuestion } from './twilio-questions.ts'
import { twilioNotice } from './twilio-notices.ts'
import { workosNotice } from './workos-notice.ts'

export const app = worker('webhooks', Env)

app.post('/twilio/voice', voiceQuestion)
app.post('/twilio/sms', smsQuestion)
app.post('/twilio/after', fallback)
app.post('/twilio/fallback', fallback)
app.post('/twilio/dialled', fallback)
for (const path of ['status', 'stream', 'message', 'recording', 'amd'] as const) {
  app.post(`/twilio/${path}`, (c) => twilioNotice(c, path))
}
app.post('/stripe', stripeNotice)
app.post('/workos', workosNotice)
