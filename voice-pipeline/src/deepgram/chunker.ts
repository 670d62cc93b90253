// Small frames in, even chunks out; holds no more than it is told to, dropping the oldest. Pure.

export interface Chunker {
  push(frame: Uint8Array): void
  /** A whole chunk, or null while there is less. */
  take(): Uint8Array | null
}

export function chunker(chunkBytes: number, bytesMax: number): Chunker {
  let held: Uint8Array[] = []
  let heldBytes = 0
  return {
    push(frame) {
      held.push(frame)
      heldBytes += frame.byteLength
      while (heldBytes > bytesMax) heldBytes -= held.shift()?.byteLength ?? heldBytes
    },
    take() {
      if (heldBytes < chunkBytes) return null
      const all = Buffer.concat(held, heldBytes)
      const rest = all.subarray(chunkBytes)
      held = rest.byteLength > 0 ? [rest] : []
      heldBytes = rest.byteLength
      return all.subarray(0, chunkBytes)
    },
  }
}
