import { expect, it } from 'vitest'
import { paths } from './source-files.ts'

const OWN = paths().filter((path) => /\.(ts|vue|mjs|js)$/.test(path))

it('names files by their topic', () => {
  const vague = /(^|\/)(utils?|helpers?|common|shared|misc|types|lib|constants)(\.[a-z.]+$|\/)/
  expect(OWN.filter((path) => vague.test(path))).toEqual([])
})

it('writes file names in kebab-case; only components and pages of the web app are in PascalCase', () => {
  const name = (path: string) => path.slice(path.lastIndexOf('/') + 1)
  const odd = OWN.filter((path) => {
    if (path.endsWith('.vue')) return !/^[A-Z][A-Za-z0-9]*\.vue$/.test(name(path))
    return !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*\.(ts|mjs|js)$/.test(name(path))
  })
  expect(odd).toEqual([])
})

it('has an index file only where a Worker or the web app is entered', () => {
  const index = OWN.filter((path) => /(^|\/)index\.(ts|js)$/.test(path))
  expect(index.filter((path) => !/^services\/[a-z]+\/src\/index\.ts$/.test(path))).toEqual([])
})
