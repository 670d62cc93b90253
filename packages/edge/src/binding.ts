// One JSON question over a service binding. A neighbour that is gone, late or not speaking JSON is a typed failure.
import { AppError } from '@callback/contracts/errors'

export type Binding = Pick<Fetcher, 'fetch'>

export async function postJson(
  binding: Binding,
  url: string,
  request: {
    body: string
    headers?: Record<string, string>
    /** None where the neighbour keeps a deadline of its own. */
    timeoutMs?: number
  },
): Promise<{ status: number; ok: boolean; reply: unknown }> {
  const what = new URL(url).pathname
  try {
    const response = await binding.fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...request.headers },
      body: request.body,
      ...(request.timeoutMs === undefined ? {} : { signal: AbortSignal.timeout(request.timeoutMs) }),
    })
    return { status: response.status, ok: response.ok, reply: jsonOrNull(await response.text()) }
  } catch (cause) {
    if (isTimeout(cause))
      throw new AppError('deadline', 'This took too long. Please try again.', { internal: what, cause })
    throw new AppError('upstream_failed', 'Something went wrong on our side.', { internal: what, cause })
  }
}

/** A neighbour that crashed answers in plain text. */
function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

export function isTimeout(failure: unknown): boolean {
  return failure instanceof Error && (failure.name === 'TimeoutError' || failure.name === 'AbortError')
}
