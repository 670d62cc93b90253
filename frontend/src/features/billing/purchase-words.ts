// What to tell about a purchase on the way back from the checkout page.
import { credits } from '../../words/money.ts'
import type { PurchaseNews } from './purchase.store.ts'

export function purchaseWords(news: PurchaseNews): string | null {
  switch (news.state) {
    case 'none':
      return null
    case 'confirming':
      return 'Thank you. The payment is being confirmed…'
    case 'paid':
      return `Thank you. ${credits(news.millicredits)} are yours.`
    case 'left':
      return 'Nothing was bought and nothing was charged.'
    case 'late':
      return 'The payment is not confirmed yet. Your credits come by themselves as soon as it is.'
  }
}
