// Stripe's test cards, by the last four digits, and what each does. No other card exists here.
export type Card = {
  number: string
  label: string
  outcome: 'succeeds' | 'declined' | 'disputed'
  declineCode?: string
  says?: string
}

export const CARDS: readonly Card[] = [
  { number: '4242 4242 4242 4242', label: 'succeeds', outcome: 'succeeds' },
  {
    number: '4000 0000 0000 0002',
    label: 'is declined',
    outcome: 'declined',
    declineCode: 'generic_decline',
    says: 'Your card was declined.',
  },
  {
    number: '4000 0000 0000 9995',
    label: 'has insufficient funds',
    outcome: 'declined',
    declineCode: 'insufficient_funds',
    says: 'Your card has insufficient funds.',
  },
  { number: '4000 0000 0000 0259', label: 'succeeds, then is disputed', outcome: 'disputed' },
]

const METHODS: Record<string, string> = {
  pm_card_visa: '4242',
  pm_card_chargeDeclined: '0002',
  pm_card_visa_chargeDeclined: '0002',
  pm_card_chargeDeclinedInsufficientFunds: '9995',
  pm_card_createDispute: '0259',
}

export function cardEnding(last4: string): Card | undefined {
  return CARDS.find((card) => card.number.endsWith(last4))
}

/** The card behind one of the API's ready-made payment methods. */
export function cardOfMethod(method: string): Card | undefined {
  const last4 = METHODS[method]
  return last4 === undefined ? undefined : cardEnding(last4)
}
