import { expect, it } from 'vitest'
import { readerLocale } from './locale.ts'

it('is always one that a formatter takes', () => {
  for (const language of ['en-US', 'en-US@posix', 'en', 'de-DE', 'C', '', 'en_US.UTF-8', 'zh-Hant-TW']) {
    expect(() => new Intl.DateTimeFormat(readerLocale(language))).not.toThrow()
  }
  expect(readerLocale('en-US@posix')).toBe('en-US')
  expect(readerLocale('de-DE')).toBe('en-GB')
})
