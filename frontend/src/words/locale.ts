// The site speaks English; dates and numbers follow the reader's own kind of English where the browser names one.

export function readerLocale(): string {
  const language = globalThis.navigator?.language ?? 'en-US'
  return language.startsWith('en') ? language : 'en-GB'
}
