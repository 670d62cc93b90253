// What the minds' understudy was asked lately: the proof of what a prompt held.
import { z } from 'zod'

const Requests = z.array(
  z.object({ body: z.object({ messages: z.array(z.object({ role: z.string(), content: z.unknown() })) }) }),
)

/** The newest request's messages as one text. */
export async function latestPrompt(understudyPort: number): Promise<string> {
  const requests = Requests.parse(
    await (await fetch(`http://localhost:${understudyPort + 2}/understudy/requests`)).json(),
  )
  return JSON.stringify(requests.at(-1)?.body.messages ?? [])
}
