// A hand-written stand-in for the DATABASE binding, for tests of Workers: procedure name → answer. Keeps what it was
// asked and, like db-proxy, gives a keyed request its first answer again, as a replay.
import { AppError } from '@callback/contracts/errors'

type Asked = { name: string; input: unknown; principal?: string; capability?: string; idempotencyKey?: string }
type Answer = (asked: Asked) => unknown

export function recordedDatabase(answers: Record<string, Answer>) {
  const asked: Asked[] = []
  const kept = new Map<string, unknown>()
  const fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init)
    const name = new URL(request.url).pathname.replace('/procedures/', '')
    const body: Omit<Asked, 'name'> = await request.json()
    const one = { ...body, name }
    asked.push(one)
    const answer = answers[name]
    if (answer === undefined) throw new Error(`the test does not expect ${name}`)
    const key = one.idempotencyKey === undefined ? null : `${name} ${one.idempotencyKey}`
    if (key !== null && kept.has(key)) return Response.json({ output: kept.get(key), replayed: true })
    try {
      const output = answer(one)
      if (key !== null) kept.set(key, output)
      return Response.json({ output, replayed: false })
    } catch (failure) {
      if (!(failure instanceof AppError)) throw failure
      return Response.json(failure.body('test'), { status: failure.status })
    }
  }
  return { binding: { fetch }, asked }
}
