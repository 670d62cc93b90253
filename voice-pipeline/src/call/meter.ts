// What a call tells the process's counters. No numbers are kept here.
import type { TurnTimings } from '@callback/contracts/calls'
import type { EndReason } from '@callback/domain/call-status'

export interface Meter {
  answered(timings: TurnTimings): void
  interrupted(): void
  failed(port: 'ear' | 'mind' | 'mouth' | 'line', kind: string): void
  staleAudio(bytes: number): void
  ended(reason: EndReason): void
}
