// What the minds' understudy was asked lately: the proof of what a prompt held.
import { z } from 'zod'

const Requests = z.array(
  z.object({ body: z.object({ messages: z.array(z.object({ role: z.string(), content: z.unknown() })) }) }),
)

/** How a persona's prompt begins; the after-call job asks the same mind with another. */
const PERSONA_PROMPT = '# Who you are'

/** The messages of the newest request made for a persona on the phone, as one text. */
export async function latestPrompt(understudyPort: number): Promise<string> {
  const response = await fetch(`http://localhost:${understudyPort + 2}/understudy/requests`)
  const prompts = Requests.parse(await response.json()).map(({ body }) => JSON.stringify(body.messages))
  return prompts.findLast((prompt) => prompt.includes(PERSONA_PROMPT)) ?? ''
}
