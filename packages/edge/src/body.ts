// Reading a request's JSON body under a cap that holds whatever Content-Length says.
import { AppError } from '@callback/contracts/errors'

/** Largest JSON body of the public API: a persona's instructions fit many times over. */
export const BODY_BYTES_MAX = 64 * 1024

export async function readBytes(request: Request, bytesMax: number): Promise<Uint8Array<ArrayBuffer>> {
  const tooLarge = () => new AppError('too_large', `The body is larger than ${Math.floor(bytesMax / 1024)} kB.`)
  const declared = request.headers.get('content-length')
  if (Number(declared ?? 0) > bytesMax) throw tooLarge()
  if (request.body === null) return new Uint8Array()
  if (declared !== null) {
    // HTTP ends a body where its declared length ends, so it can be read in one piece.
    const whole = new Uint8Array(await request.arrayBuffer())
    if (whole.byteLength > bytesMax) throw tooLarge()
    return whole
  }
  const chunks: Uint8Array[] = []
  let size = 0
  const reader: ReadableStreamDefaultReader<Uint8Array> = request.body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    size += value.byteLength
    if (size > bytesMax) {
      await reader.cancel()
      throw tooLarge()
    }
    chunks.push(value)
  }
  const whole = new Uint8Array(size)
  let offset = 0
  for (const chunk of chunks) {
    whole.set(chunk, offset)
    offset += chunk.byteLength
  }
  return whole
}

/** Undefined for an empty body. */
export async function readJson(request: Request, bytesMax = BODY_BYTES_MAX): Promise<unknown> {
  const bytes = await readBytes(request, bytesMax)
  if (bytes.byteLength === 0) return undefined
  const type = request.headers.get('content-type') ?? ''
  if (!/^application\/json\b/i.test(type)) {
    throw new AppError('unsupported_media_type', 'Send JSON, with content-type application/json.')
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes))
  } catch (cause) {
    throw new AppError('invalid_input', 'The body is not JSON.', { fields: { body: 'is not JSON' }, cause })
  }
}
