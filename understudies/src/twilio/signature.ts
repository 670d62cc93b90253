// X-Twilio-Signature: HMAC-SHA1 in base64 over the URL as written, then every form field, sorted by name.
import { createHmac } from 'node:crypto'

export type Form = ReadonlyArray<readonly [name: string, value: string]>

export function sign(authToken: string, url: string, form: Form = []): string {
  const values = new Map<string, Set<string>>()
  for (const [name, value] of form) values.set(name, (values.get(name) ?? new Set()).add(value))
  let data = url
  for (const name of [...values.keys()].sort()) {
    for (const value of [...(values.get(name) ?? [])].sort()) data += name + value
  }
  return createHmac('sha1', authToken).update(data, 'utf8').digest('base64')
}
