// What a call cost us, from usage and a versioned price book. Micro-USD, rounded up once per line.

export const COST_SERVICES = ['telephony', 'ear', 'mind', 'mouth'] as const
export type CostService = (typeof COST_SERVICES)[number]

export const USAGE_UNITS = ['seconds', 'input_tokens', 'output_tokens', 'characters'] as const
export type UsageUnit = (typeof USAGE_UNITS)[number]

export type Usage = { service: CostService; provider: string; model: string; unit: UsageUnit; quantity: number }

/** Price of a million units, so that fractions of a micro-USD per token need no floats. */
export type Price = { provider: string; model: string; unit: UsageUnit; microUsdPerMillion: number }

export function costMicroUsd(quantity: number, price: Price): number {
  return Math.ceil((quantity * price.microUsdPerMillion) / 1_000_000)
}
