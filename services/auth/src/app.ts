// What the auth Worker serves.
import * as internal from '@callback/contracts/internal'
import * as me from '@callback/contracts/me'
import { serve, serveInternal } from '@callback/edge/serve'
import { worker } from '@callback/edge/worker'
import { createKey, listKeys, removeKey, resolveApiKey } from './api-keys.ts'
import { authorize } from './authorize.ts'
import { callback } from './callback.ts'
import { Env } from './env.ts'
import { getMe, updateMe } from './me.ts'
import { startPhone, verifyPhone } from './phone.ts'
import { refreshSession } from './refresh-session.ts'
import { signIn } from './sign-in.ts'
import { signOut } from './sign-out.ts'
import { signUp } from './sign-up.ts'

export const app = worker('auth', Env)

serve(app, me.signUp, signUp)
serve(app, me.signIn, signIn)
serve(app, me.signOut, signOut)
serve(app, me.authorize, authorize)
serve(app, me.callback, callback)
serve(app, me.getMe, getMe)
serve(app, me.updateMe, updateMe)
serve(app, me.startPhone, startPhone)
serve(app, me.verifyPhone, verifyPhone)
serve(app, me.listKeys, listKeys)
serve(app, me.createKey, createKey)
serve(app, me.removeKey, removeKey)

serveInternal(app, internal.refreshSession, refreshSession)
serveInternal(app, internal.resolveApiKey, resolveApiKey)
