// A webhook URL as an operator writes it: the part that is requested and signed, and the overrides hidden in its fragment.

export type RetryReason = '4xx' | '5xx' | 'ct' | 'rt'

export type WebhookTarget = {
  /** Requested and signed exactly so: never normalised, without the fragment. */
  url: string
  connectMs: number
  readMs: number
  totalMs: number
  retries: number
  retryOn: ReadonlySet<RetryReason>
}

const RETRIES_MAX = 5
/** A voice webhook may take no longer than this in all, whatever the fragment asks. */
export const WEBHOOK_MS_MAX = 15_000
const reasons: readonly RetryReason[] = ['4xx', '5xx', 'ct', 'rt']

export function parseWebhookUrl(written: string): WebhookTarget {
  const hash = written.indexOf('#')
  const overrides = new URLSearchParams(hash < 0 ? '' : written.slice(hash + 1))
  const wanted = (overrides.get('rp') ?? 'ct').split(',')
  return {
    url: hash < 0 ? written : written.slice(0, hash),
    connectMs: bounded(overrides.get('ct'), 5_000, 10_000),
    readMs: bounded(overrides.get('rt'), WEBHOOK_MS_MAX, WEBHOOK_MS_MAX),
    totalMs: bounded(overrides.get('tt'), WEBHOOK_MS_MAX, WEBHOOK_MS_MAX),
    retries: bounded(overrides.get('rc'), 1, RETRIES_MAX),
    retryOn: new Set(reasons.filter((reason) => wanted.includes('all') || wanted.includes(reason))),
  }
}

function bounded(written: string | null, fallback: number, max: number): number {
  if (written === null || !/^\d+$/.test(written)) return fallback
  return Math.min(Number(written), max)
}

/** What the REST API accepts as a webhook address: http(s), a host, and no underscore in it. */
export function isWebhookUrl(written: string): boolean {
  if (!URL.canParse(written)) return false
  const url = new URL(written)
  return (url.protocol === 'http:' || url.protocol === 'https:') && url.hostname !== '' && !url.hostname.includes('_')
}
