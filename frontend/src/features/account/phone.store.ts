// Proving that a number is one's own: ask for a code, type it.
import { shallowRef } from 'vue'
import { defineStore } from 'pinia'
import { startPhone, verifyPhone, type Me } from '@callback/contracts/me'
import { useApi } from '../../api/client.ts'
import { createIntent } from '../../api/intent.ts'

export type PhoneStep = { state: 'number' } | { state: 'code'; number: string; expiresAt: string }

export const usePhoneStore = defineStore('phone', () => {
  const api = useApi()
  const step = shallowRef<PhoneStep>({ state: 'number' })
  const asking = createIntent()

  async function sendCode(number: string): Promise<void> {
    const body = { number }
    const sent = await asking.run(body, (key) => api.send(startPhone, { body }, { key }))
    step.value = { state: 'code', ...sent }
  }

  const verify = (code: string): Promise<Me> => api.send(verifyPhone, { body: { code: code.replace(/\D/g, '') } })

  function startOver(): void {
    step.value = { state: 'number' }
  }

  return { step, sendCode, verify, startOver }
})
