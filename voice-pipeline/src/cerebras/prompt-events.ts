// A fetch for the SDK, whose event parser looks for the blank line after an event one byte too far: it hands out an event
// only when the first byte of the next has come. A spare newline after each complete event gives it that byte at once.

const NEWLINE = 0x0a
const SPARE = Uint8Array.of(NEWLINE)

export const promptFetch: typeof fetch = async (input, init) => {
  const response = await fetch(input, init)
  if (!response.body || !response.headers.get('content-type')?.startsWith('text/event-stream')) return response
  return new Response(response.body.pipeThrough(withSpareNewlines()), response)
}

function withSpareNewlines(): TransformStream<Uint8Array, Uint8Array> {
  let lastByte = 0
  return new TransformStream({
    transform(chunk, controller) {
      controller.enqueue(chunk)
      const before = chunk.byteLength > 1 ? chunk.at(-2) : lastByte
      lastByte = chunk.at(-1) ?? lastByte
      if (before === NEWLINE && lastByte === NEWLINE) controller.enqueue(SPARE)
    },
  })
}
