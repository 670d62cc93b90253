import { describe, expect, it } from 'vitest'
import { readBytes, readJson } from './body.ts'

function streamed(chunks: number, size: number) {
  let sent = 0
  let cancelled = false
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (sent++ < chunks) controller.enqueue(new Uint8Array(size).fill(sent))
      else controller.close()
    },
    cancel() {
      cancelled = true
    },
  })
  const init = { method: 'POST', body, duplex: 'half' }
  return { request: new Request('http://x.test', init), seen: () => ({ sent, cancelled }) }
}

describe('a body', () => {
  it('is read whole up to the cap, in whatever pieces it comes', async () => {
    const bytes = await readBytes(streamed(4, 25).request, 100)
    expect([bytes.length, bytes[0], bytes[99]]).toEqual([100, 1, 4])
  })

  it('is given up as soon as it is past the cap, without reading the rest', async () => {
    const { request, seen } = streamed(1000, 60)
    await expect(readBytes(request, 100)).rejects.toMatchObject({ code: 'too_large' })
    expect(seen().cancelled).toBe(true)
    expect(seen().sent).toBeLessThan(10)
  })

  it('is refused by its declared length alone, and measured all the same when the declaration lies', async () => {
    const post = (body: string, length: string) =>
      new Request('http://x.test', { method: 'POST', body, headers: { 'content-length': length } })
    await expect(readBytes(post('tiny', '1000'), 100)).rejects.toMatchObject({ code: 'too_large' })
    await expect(readBytes(post('x'.repeat(101), '5'), 100)).rejects.toMatchObject({ code: 'too_large' })
  })

  it('must be JSON that says so, in UTF-8', async () => {
    const post = (body: BodyInit, type?: string) =>
      readJson(new Request('http://x.test', { method: 'POST', body, headers: type ? { 'content-type': type } : {} }))
    expect(await post('{"a":1}', 'application/json; charset=utf-8')).toEqual({ a: 1 })
    await expect(post('{"a":1}', 'text/plain')).rejects.toMatchObject({ code: 'unsupported_media_type' })
    await expect(post('{"a":1}', 'application/jsonp')).rejects.toMatchObject({ code: 'unsupported_media_type' })
    await expect(post('{', 'application/json')).rejects.toMatchObject({ code: 'invalid_input' })
    await expect(post(new Uint8Array([0x22, 0xff, 0x22]), 'application/json')).rejects.toMatchObject({
      code: 'invalid_input',
    })
    expect(await readJson(new Request('http://x.test', { method: 'POST' }))).toBeUndefined()
  })
})
