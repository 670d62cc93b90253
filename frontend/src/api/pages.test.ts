import { expect, it } from 'vitest'
import { unreachable } from './api-error.ts'
import { usePages, type Page } from './pages.ts'

type Row = { id: string }
const rows = (...ids: string[]): Row[] => ids.map((id) => ({ id }))

it('appends the next page and never shows a row twice', async () => {
  const pages = usePages<Row>((before) =>
    Promise.resolve(
      before === undefined ? { items: rows('d', 'c'), next: 'c' } : { items: rows('c', 'b'), next: null },
    ),
  )
  await pages.refresh()
  await pages.readMore()
  expect(pages.load.value).toEqual({ state: 'ready', value: { items: rows('d', 'c', 'b'), next: null } })
})

it('keeps what is shown when the next page fails, and can try again', async () => {
  let broken = true
  const pages = usePages<Row>((before) => {
    if (before === undefined) return Promise.resolve({ items: rows('b'), next: 'b' })
    return broken ? Promise.reject(unreachable()) : Promise.resolve({ items: rows('a'), next: null })
  })
  await pages.refresh()
  await pages.readMore()
  expect(pages.more.value.state).toBe('failed')
  broken = false
  await pages.readMore()
  expect(pages.load.value).toMatchObject({ value: { items: rows('b', 'a') } })
})

it('drops a page that arrives after a refresh', async () => {
  const late = Promise.withResolvers<Page<Row>>()
  let first = true
  const pages = usePages<Row>((before) => {
    if (before !== undefined) return late.promise
    const items = rows(first ? 'old' : 'new')
    first = false
    return Promise.resolve({ items, next: 'more' })
  })
  await pages.refresh()
  const reading = pages.readMore()
  await pages.refresh()
  late.resolve({ items: rows('stale'), next: null })
  await reading
  expect(pages.load.value).toMatchObject({ value: { items: rows('new') } })
})

it('says why there is nothing, and forgets it on the way to the next try', async () => {
  let broken = true
  const pages = usePages<Row>(() =>
    broken ? Promise.reject(unreachable()) : Promise.resolve({ items: [], next: null }),
  )
  await pages.refresh()
  expect(pages.load.value).toMatchObject({ state: 'failed', missing: false })
  broken = false
  await pages.refresh()
  expect(pages.load.value.state).toBe('ready')
})
