// The credits that can be used and those held, and redeeming a coupon.
import { shallowRef } from 'vue'
import { defineStore } from 'pinia'
import { getBalance, redeemCoupon, type Balance } from '@callback/contracts/billing'
import { useApi } from '../../api/client.ts'
import { createIntent } from '../../api/intent.ts'
import { fetchInto, idle, ready, type Load } from '../../api/load.ts'

export const useBalanceStore = defineStore('balance', () => {
  const api = useApi()
  const load = shallowRef<Load<Balance>>(idle)
  const redeeming = createIntent()

  const refresh = (): Promise<void> => fetchInto(load, () => api.send(getBalance, {}))

  /** Answers with what was granted. */
  async function redeem(typed: string): Promise<number> {
    const body = { code: typed }
    const redeemed = await redeeming.run(body, (key) => api.send(redeemCoupon, { body }, { key }))
    load.value = ready(redeemed.balance)
    return redeemed.grantedMillicredits
  }

  return { load, refresh, redeem }
})
