// The call that is on the page: follows it while it happens, then shows what is left of it.
import { computed, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import { isTerminal } from '@callback/domain/call-status'
import { getCall, getReceipt, hangUpCall, listTurns, type Call, type Receipt } from '@callback/contracts/calls'
import { useApi } from '../../api/client.ts'
import { asApiError } from '../../api/api-error.ts'
import { followUntil } from '../../api/follow-until.ts'
import { failed, fetchInto, idle, loading, ready, type Load } from '../../api/load.ts'
import { nothingKnown, step, type Live, type LiveFact } from './live.ts'
import { useLiveSocket } from './live-socket.ts'

/** Before the answer every second counts; during the call the room tells, and looking is only the net below it. */
const RING_LOOK_MS = 1200
const TALK_LOOK_MS = 8000
/** An hour of talk makes 450 looks; ringing adds some 60. */
const LOOKS_MAX = 600
/** A lost node's call is settled by the sweep, within minutes. */
const SETTLE_LOOK_MS = 2500
const SETTLE_LOOKS_MAX = 100

export const useCallStore = defineStore('call', () => {
  const api = useApi()
  const call = shallowRef<Load<Call>>(idle)
  const receipt = shallowRef<Load<Receipt>>(idle)
  const live = shallowRef<Live>(nothingKnown)
  const hangingUp = shallowRef(false)
  const socket = useLiveSocket(api.origin)
  let leave = new AbortController()
  let end = new AbortController()
  /** Why the newest look at the call, or at its turns, failed; null while we can be reached. A later look tries both again. */
  const callTrouble = shallowRef<string | null>(null)
  const turnsTrouble = shallowRef<string | null>(null)
  const trouble = computed(() => callTrouble.value ?? turnsTrouble.value)

  const isOver = computed(() => isTerminal(live.value.status))

  function take(fact: LiveFact, id: string): void {
    const [next, need] = step(live.value, fact)
    live.value = next
    if (need === 'turns') void readTurns(id)
    if (need === 'rejoin') socket.rejoin()
    if (isOver.value) end.abort()
  }

  async function readTurns(id: string): Promise<void> {
    const { signal } = leave
    try {
      const { items } = await api.send(listTurns, { params: { id } }, { signal })
      if (signal.aborted) return
      turnsTrouble.value = null
      take({ type: 'turns.read', turns: items }, id)
    } catch (caught) {
      const { message } = asApiError(caught)
      if (signal.aborted) return
      turnsTrouble.value = message
    }
  }

  /** Whether the call is known. */
  async function readCall(id: string): Promise<boolean> {
    const { signal } = leave
    try {
      const value = await api.send(getCall, { params: { id } }, { signal })
      if (signal.aborted) return false
      callTrouble.value = null
      call.value = ready(value)
      take({ type: 'call.read', call: value }, id)
      return true
    } catch (caught) {
      const failure = failed(caught)
      if (signal.aborted) return false
      if (call.value.state === 'ready') callTrouble.value = failure.message
      else call.value = failure
      return false
    }
  }

  async function open(id: string): Promise<void> {
    close()
    end = new AbortController()
    const { signal } = (leave = new AbortController())
    call.value = loading
    if (!(await readCall(id)) || signal.aborted) return
    if (!isOver.value) {
      socket.join(
        id,
        () => live.value.lastSeq,
        (message) => take({ type: 'message', message }, id),
      )
      const look = async (): Promise<void> => {
        await readCall(id)
        if (turnsTrouble.value !== null) await readTurns(id)
      }
      await followUntil({
        isSo: () => isOver.value,
        look,
        waitMs: () => (live.value.status === 'in-progress' ? TALK_LOOK_MS : RING_LOOK_MS),
        looksMax: LOOKS_MAX,
        signal: AbortSignal.any([signal, end.signal]),
      })
      if (signal.aborted) return
      socket.leave()
    }
    await Promise.all([readCall(id), readTurns(id), readReceipt(id, signal)])
  }

  /** Settling follows the end by a moment, so the receipt is read again until it is settled. */
  async function readReceipt(id: string, signal: AbortSignal): Promise<void> {
    const isSettled = (): boolean => receipt.value.state === 'ready' && receipt.value.value.settledAt !== null
    const read = (): Promise<void> =>
      fetchInto(
        receipt,
        () => api.send(getReceipt, { params: { id } }, { signal }),
        () => !signal.aborted,
      )
    await read()
    await followUntil({
      isSo: () => isSettled() || receipt.value.state === 'failed',
      look: read,
      waitMs: () => SETTLE_LOOK_MS,
      looksMax: SETTLE_LOOKS_MAX,
      signal,
    })
    if (!signal.aborted) await readCall(id)
  }

  async function hangUp(id: string): Promise<void> {
    hangingUp.value = true
    try {
      const value = await api.send(hangUpCall, { params: { id } })
      take({ type: 'call.read', call: value }, id)
    } finally {
      hangingUp.value = false
    }
  }

  function close(): void {
    leave.abort()
    socket.leave()
    call.value = idle
    receipt.value = idle
    live.value = nothingKnown
    callTrouble.value = null
    turnsTrouble.value = null
  }

  return {
    call,
    receipt,
    live,
    trouble,
    isOver,
    hangingUp,
    connection: socket.state,
    rejoin: socket.rejoin,
    open,
    close,
    hangUp,
  }
})
