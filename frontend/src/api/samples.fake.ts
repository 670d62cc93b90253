// Things as the contract has them, for tests.
import { newId } from '@callback/contracts/ids'

const AT = '2026-11-21T08:00:00.000Z'

export const meSample = {
  id: newId('user'),
  accountId: newId('account'),
  email: 'demo@callmeback.ai',
  firstName: 'Demo',
  lastName: '',
  zone: 'America/New_York',
  phone: { number: '+14155550100', verified: true },
  roles: ['member' as const],
}

export const personaSample = {
  id: newId('persona'),
  name: 'Brad',
  tagline: 'The coach',
  instructions: 'You are Brad.',
  voiceId: 'nPczCjzI2devNBz1zQrb',
  tier: 'fast' as const,
  hue: 25,
  rateMillicreditsPerMinute: 2000,
  secondsMax: 900,
  phoneNumber: '+14155550101',
  origin: 'catalogue' as const,
  version: 1,
  createdAt: AT,
}

export const callSample = {
  id: newId('call'),
  personaId: personaSample.id,
  personaName: 'Brad',
  personaVersion: 1,
  direction: 'outbound' as const,
  trust: 'known' as const,
  status: 'queued' as const,
  context: null,
  scheduleId: null,
  createdAt: AT,
  answeredAt: null,
  endedAt: null,
  endReason: null,
  connectedSeconds: 0,
  heldSeconds: 900,
  rateMillicreditsPerMinute: 2000,
  chargedMillicredits: 0,
}

export const scheduleSample = {
  id: newId('schedule'),
  personaId: personaSample.id,
  personaName: 'Brad',
  context: 'Get me to the gym',
  rule: { kind: 'weekly' as const, days: [1, 2, 3, 4, 5], time: '07:00' },
  zone: 'America/New_York',
  status: 'active' as const,
  next: { dueAt: '2026-11-23T12:00:00.000Z', local: '2026-11-23T07:00', gapShifted: false },
  last: null,
  createdAt: AT,
}

export const factSample = {
  id: newId('fact'),
  personaId: personaSample.id,
  text: 'The dog is called Max.',
  learnedAt: AT,
  happenedAt: null,
  confidence: 0.9,
  source: null,
}

export const ledgerSample = (id: string) => ({
  id,
  kind: 'grant' as const,
  availableMillicredits: 1000,
  heldMillicredits: 0,
  note: '',
  callId: null,
  at: AT,
})
