// Every movement of the account's credits.
import { defineStore } from 'pinia'
import { listLedger, type LedgerLine } from '@callback/contracts/billing'
import { useApi } from '../../api/client.ts'
import { usePages } from '../../api/pages.ts'

/** What is read at a glance beside the balance; the rest comes on asking. */
const LINES_A_PAGE = 15

export const useLedgerStore = defineStore('ledger', () => {
  const api = useApi()
  const pages = usePages<LedgerLine>((before) =>
    api.send(listLedger, { query: { limit: LINES_A_PAGE, ...(before === undefined ? {} : { before }) } }),
  )
  return { load: pages.load, more: pages.more, refresh: pages.refresh, readMore: pages.readMore }
})
