// Every movement of the account's credits.
import { defineStore } from 'pinia'
import { listLedger, type LedgerLine } from '@callback/contracts/billing'
import { useApi } from '../../api/client.ts'
import { usePages } from '../../api/pages.ts'

export const useLedgerStore = defineStore('ledger', () => {
  const api = useApi()
  const pages = usePages<LedgerLine>((before) =>
    api.send(listLedger, { query: before === undefined ? {} : { before } }),
  )
  return { load: pages.load, more: pages.more, refresh: pages.refresh, readMore: pages.readMore }
})
