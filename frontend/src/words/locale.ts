// The site speaks English; dates and numbers follow the reader's own kind of English where the browser names one.

export function readerLocale(language: string = globalThis.navigator?.language ?? ''): string {
  // Browsers on bare machines call their language "en-US@posix", which no formatter takes.
  const named = /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*/.exec(language)?.[0] ?? 'en-US'
  return named.startsWith('en') ? named : 'en-GB'
}
