// Who is signed in here.
import { computed, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import {
  getMe,
  signIn as signInRoute,
  signOut as signOutRoute,
  signUp as signUpRoute,
  updateMe,
} from '@callback/contracts/me'
import type { Me } from '@callback/contracts/me'
import type { Body } from '@callback/contracts/route'
import { asApiError } from '../../api/api-error.ts'
import { useApi } from '../../api/client.ts'
import { ownZone } from '../../words/zone.ts'

export type Session =
  | { state: 'unknown' }
  | { state: 'signed-in'; me: Me }
  | { state: 'signed-out'; byChoice: boolean }
  | { state: 'failed'; message: string }

export const useSessionStore = defineStore('session', () => {
  const api = useApi()
  const session = shallowRef<Session>({ state: 'unknown' })

  const me = computed(() => (session.value.state === 'signed-in' ? session.value.me : null))
  const zone = computed(() => me.value?.zone ?? ownZone())
  const verifiedPhone = computed(() => (me.value?.phone?.verified ? me.value.phone.number : null))

  /** Asks once at the start, and again only after a failure. */
  async function restore(): Promise<void> {
    if (session.value.state === 'signed-in' || session.value.state === 'signed-out') return
    try {
      knowMe(await api.send(getMe, {}))
    } catch (caught) {
      const error = asApiError(caught)
      if (error.code === 'unauthenticated') forget()
      else session.value = { state: 'failed', message: error.message }
    }
  }

  const signIn = async (body: Body<typeof signInRoute>): Promise<void> => knowMe(await api.send(signInRoute, { body }))

  async function signUp(body: { email: string; password: string; firstName: string }): Promise<void> {
    knowMe(await api.send(signUpRoute, { body: { ...body, zone: ownZone() } }))
  }

  async function signOut(): Promise<void> {
    await api.send(signOutRoute, {})
    session.value = { state: 'signed-out', byChoice: true }
  }

  const change = async (body: Body<typeof updateMe>): Promise<void> => knowMe(await api.send(updateMe, { body }))

  function knowMe(value: Me): void {
    session.value = { state: 'signed-in', me: value }
  }

  function forget(): void {
    session.value = { state: 'signed-out', byChoice: false }
  }

  return { session, me, zone, verifiedPhone, restore, signIn, signUp, signOut, change, knowMe, forget }
})
