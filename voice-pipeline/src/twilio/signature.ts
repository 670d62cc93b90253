// Whether an upgrade request was signed by Twilio: HMAC-SHA1 over the URL exactly as the TwiML named it.
import { createHmac, timingSafeEqual } from 'node:crypto'

/** `url`: the public WebSocket URL, never rebuilt from Host. */
export function signedByTwilio(url: string, signature: string | undefined, authToken: string): boolean {
  if (signature === undefined) return false
  const given = Buffer.from(signature)
  return spellings(url).some((spelling) => {
    const expected = Buffer.from(createHmac('sha1', authToken).update(spelling).digest('base64'))
    return expected.byteLength === given.byteLength && timingSafeEqual(expected, given)
  })
}

/** Twilio has been seen to sign with and without the default port, and with and without a trailing slash. */
function spellings(url: string): string[] {
  const bare = url.replace(/\/$/, '')
  const match = /^(wss?):\/\/([^/:]+)(:\d+)?(\/.*)?$/.exec(bare)
  const [, scheme, host, port, path = ''] = match ?? []
  const forms = [bare]
  if (scheme === 'wss' && host !== undefined && (port === undefined || port === ':443')) {
    forms.push(port === undefined ? `wss://${host}:443${path}` : `wss://${host}${path}`)
  }
  return forms.flatMap((form) => [form, `${form}/`])
}
