// The day that a remark is about, counted from a date that the text around it gives. Without one there is no telling.

const DAY_MS = 86_400_000
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']
const DATE = /\b(\d{4}-\d{2}-\d{2})(?:T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})?)?/u

function daysAhead(remark: string, today: Date): number | null {
  if (/\b(?:today|tonight|this (?:morning|afternoon|evening))\b/iu.test(remark)) return 0
  if (/\btomorrow\b/iu.test(remark)) return 1
  if (/\byesterday\b|\blast night\b/iu.test(remark)) return -1
  const weekday = remark.match(new RegExp(`\\b(last )?(${WEEKDAYS.join('|')})\\b`, 'iu'))
  if (!weekday?.[2]) return null
  const ahead = (WEEKDAYS.indexOf(weekday[2].toLowerCase()) - today.getUTCDay() + 7) % 7
  if (weekday[1]) return ahead === 0 ? -7 : ahead - 7
  return ahead === 0 ? 7 : ahead
}

/** An ISO instant (noon of that day), or null. */
export function dayMentioned(remark: string, around: string): string | null {
  const given = around.match(DATE)?.[1]
  const today = new Date(`${given ?? ''}T12:00:00.000Z`)
  if (!given || Number.isNaN(today.getTime())) return null
  const ahead = daysAhead(remark, today)
  return ahead === null ? null : new Date(today.getTime() + ahead * DAY_MS).toISOString()
}
