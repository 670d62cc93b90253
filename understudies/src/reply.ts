// An HTTP answer, whole or in pieces, under the faults in force.
import type { ServerResponse } from 'node:http'
import { FaultLine } from './fault-line.ts'
import { type FaultSettings, garbled } from './faults.ts'

/** A reply that may be sent in pieces. */
export interface Reply {
  head(status: number, headers: Record<string, string>): void
  write(piece: string | Uint8Array): void
  end(piece?: string | Uint8Array): void
  /** The client went away. */
  readonly closed: boolean
  onClose(run: () => void): void
}

export function replyTo(response: ServerResponse, settings: () => FaultSettings): Reply {
  const line = new FaultLine({ write: (bytes) => void response.write(bytes), cut: () => response.destroy() }, settings)
  const bytes = (piece: string | Uint8Array): Uint8Array =>
    typeof piece === 'string' ? Buffer.from(garbled(piece, settings())) : piece
  const write = (piece: string | Uint8Array): void => line.write(bytes(piece), () => undefined)
  response.on('close', () => line.end())
  return {
    head: (status, headers) => void response.writeHead(status, headers),
    write,
    end(piece) {
      if (piece !== undefined) write(piece)
      if (!settings().halfOpen) line.onceSent(() => response.end())
    },
    get closed() {
      return response.destroyed || response.writableEnded
    },
    onClose: (run) => void response.on('close', run),
  }
}
