// The token an attempt's callbacks carry: 256 bits, known to Twilio's URL and, as a hash, to the attempt's row.
import { sha256Hex, toBase64Url } from '@callback/contracts/bytes'

export async function newToken(): Promise<{ token: string; tokenHash: string }> {
  const token = toBase64Url(crypto.getRandomValues(new Uint8Array(32)))
  return { token, tokenHash: await sha256Hex(token) }
}
