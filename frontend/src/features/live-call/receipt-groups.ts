// A receipt's lines gathered by service, in the order a word travels.
import { COST_SERVICES, type CostService } from '@callback/domain/prices'
import type { Receipt } from '@callback/contracts/calls'
import { quantityWords } from '../../words/call.ts'

export type ReceiptGroup = { service: CostService; costMicroUsd: number; used: string[] }

export function groupReceipt(lines: Receipt['lines']): ReceiptGroup[] {
  return COST_SERVICES.flatMap((service) => {
    const own = lines.filter((line) => line.service === service)
    if (own.length === 0) return []
    const costMicroUsd = own.reduce((sum, line) => sum + line.costMicroUsd, 0)
    return [{ service, costMicroUsd, used: own.map((line) => quantityWords(line.quantity, line.unit)) }]
  })
}
