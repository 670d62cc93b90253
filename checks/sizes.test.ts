import { describe, expect, it } from 'vitest'
import { sources } from './source-files.ts'

const FOLDERS =
  /^(packages|services|db-proxy|voice-pipeline|frontend|understudies|scripts|checks|bench)\/.*\.(ts|vue|mjs)$/
const HARD = 300
const MEDIAN = 80
const NINETIETH = 200

const sizes = sources(FOLDERS)
  .map(({ path, text }) => ({ path, lines: text.trimEnd().split('\n').length }))
  .sort((a, b) => a.lines - b.lines)

function quantile(share: number): number {
  return sizes[Math.floor((sizes.length - 1) * share)]?.lines ?? 0
}

describe('files stay small enough to be read at once', () => {
  it(`none has more than ${HARD} lines`, () => {
    expect(sizes.filter(({ lines }) => lines > HARD)).toEqual([])
  })
  it(`half of them have at most ${MEDIAN}`, () => expect(quantile(0.5)).toBeLessThanOrEqual(MEDIAN))
  it(`nine of ten have at most ${NINETIETH}`, () => expect(quantile(0.9)).toBeLessThanOrEqual(NINETIETH))
})
