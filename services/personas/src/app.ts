// What the personas Worker serves.
import * as routes from '@callback/contracts/personas'
import { serve } from '@callback/edge/serve'
import { worker } from '@callback/edge/worker'
import { Env } from './env.ts'
import { listFacts, removeFact, updateFact } from './facts.ts'
import { createPersona, getPersona, listPersonas, removePersona, updatePersona } from './personas.ts'

export const app = worker('personas', Env)

serve(app, routes.listPersonas, listPersonas)
serve(app, routes.createPersona, createPersona)
serve(app, routes.getPersona, getPersona)
serve(app, routes.updatePersona, updatePersona)
serve(app, routes.removePersona, removePersona)
serve(app, routes.listFacts, listFacts)
serve(app, routes.updateFact, updateFact)
serve(app, routes.removeFact, removeFact)
