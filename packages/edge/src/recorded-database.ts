// A hand-written stand-in for the DATABASE binding, for tests of Workers: procedure name → answer. Keeps what it was asked.
import { AppError } from '@callback/contracts/errors'

type Asked = { name: string; input: unknown; principal?: string; capability?: string; idempotencyKey?: string }
type Answer = (asked: Asked) => unknown

export function recordedDatabase(answers: Record<string, Answer>) {
  const asked: Asked[] = []
  const fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init)
    const name = new URL(request.url).pathname.replace('/procedures/', '')
    const body: Omit<Asked, 'name'> = await request.json()
    const one = { ...body, name }
    asked.push(one)
    const answer = answers[name]
    if (answer === undefined) throw new Error(`the test does not expect ${name}`)
    try {
      return Response.json({ output: answer(one), replayed: false })
    } catch (failure) {
      if (!(failure instanceof AppError)) throw failure
      return Response.json(failure.body('test'), { status: failure.status })
    }
  }
  return { binding: { fetch }, asked }
}
