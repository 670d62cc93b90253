// GET, POST, DELETE /faults.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { z } from 'zod'
import { FaultChanges, type Faults } from './faults.ts'
import { isFromThisMachine, readBody, sendJson } from './http.ts'

export async function serveFaults(faults: Faults, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'GET' && !isFromThisMachine(request)) {
    return sendJson(response, 403, {
      error: { code: 'forbidden', message: 'A page from elsewhere may not set faults.' },
    })
  }
  if (request.method === 'DELETE') faults.reset()
  else if (request.method === 'POST') {
    const changes = FaultChanges.safeParse(parseJson(await readBody(request)))
    if (!changes.success) {
      return sendJson(response, 400, { error: { code: 'invalid', message: z.prettifyError(changes.error) } })
    }
    faults.change(changes.data)
  }
  sendJson(response, 200, faults.settings)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
