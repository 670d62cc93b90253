// The public API as the signed-in demo user, beside the browser: for facts a page would only round.
import type { Page } from 'playwright-core'
import { z } from 'zod'
import { Call, listTurns, Receipt } from '@callback/contracts/calls'
import { listFacts } from '@callback/contracts/personas'

export function apiOf(page: Page, origin: string) {
  const get = async <S extends z.ZodType>(path: string, schema: S): Promise<z.output<S>> => {
    const response = await page.request.get(`${origin}${path}`)
    if (!response.ok()) throw new Error(`GET ${path}: ${response.status()} ${await response.text()}`)
    return schema.parse(await response.json())
  }
  return {
    call: (id: string) => get(`/v1/calls/${id}`, Call),
    calls: async () => (await get('/v1/calls', z.object({ items: z.array(Call) }))).items,
    turns: async (id: string) => (await get(`/v1/calls/${id}/turns`, listTurns.output)).items,
    receipt: (id: string) => get(`/v1/calls/${id}/receipt`, Receipt),
    facts: async (personaId: string) => (await get(`/v1/personas/${personaId}/facts`, listFacts.output)).items,
  }
}
