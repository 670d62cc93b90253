// One person's first day, in a real browser and on the (virtual) phone, with the whole stack up. What the phone hears is
// measured as sound; what a prompt held is read where the mind was asked.
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROOT } from '../../scripts/stack/folders.ts'
import { startStackUnderTest, type StackUnderTest } from '../../scripts/test/stack-under-test.ts'
import { apiOf } from './api.ts'
import { openBrowser } from './browser.ts'
import { wordsOf, wordsWithin } from './heard-words.ts'
import { latestPrompt } from './mind-requests.ts'
import { minuteAfter } from './next-minute.ts'
import { VirtualPhone, type PhoneView } from './virtual-phone.ts'

const DEMO = { number: '+14155550100', zone: 'America/New_York' }
const BRAD = { number: '+14155550101', voice: 'nPczCjzI2devNBz1zQrb' }
/** The scheduled minute comes after the first call is over. */
const SCHEDULE_AHEAD_MS = 35_000
const STEP_MS_MAX = 60_000
/** Anything on a page is there by then, or it is not coming. */
const PAGE_MS_MAX = 10_000
const MINUTE_MS_MAX = 150_000

let stack: StackUnderTest
let browser: Browser
let page: Page
let phone: VirtualPhone
let site: string
let api: ReturnType<typeof apiOf>
let due: ReturnType<typeof minuteAfter>
let bradPage: string
let firstCall: string

beforeAll(async () => {
  stack = await startStackUnderTest()
  browser = await openBrowser()
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, timezoneId: DEMO.zone })
  page = await context.newPage()
  page.setDefaultTimeout(PAGE_MS_MAX)
  page.on('pageerror', (error) => pageErrors.push(String(error)))
  site = `http://localhost:${stack.ports.WEB_PORT}`
  api = apiOf(page, `http://localhost:${stack.ports.GATEWAY_PORT}`)
  phone = new VirtualPhone(stack.ports.UNDERSTUDY_PORT, DEMO.number)
}, 180_000)

afterAll(async () => {
  await browser?.close()
  await stack?.stop()
}, 30_000)

const idOf = (url: string): string => new URL(url).pathname.split('/').at(-1) ?? ''

function lastSaid(view: PhoneView): { startMs: number; endMs: number } {
  const { startMs, endMs } = view.said.at(-1) ?? {}
  if (typeof startMs !== 'number' || typeof endMs !== 'number') throw new Error('nothing was said to the end')
  return { startMs, endMs }
}

/** What was audible between one thing the caller said and the next: one reply each, its pauses included. */
function replies({ said, heard }: PhoneView): { startMs: number; endMs: number }[] {
  const starts = [...said.map(({ startMs }) => startMs ?? Infinity), Infinity]
  const spans = starts.map((until, index) =>
    heard.filter((one) => one.startMs < until && one.startMs >= (starts[index - 1] ?? 0)),
  )
  return spans.flatMap((span) => {
    const [first, last] = [span[0], span.at(-1)]
    return first && last ? [{ startMs: first.startMs, endMs: last.endMs }] : []
  })
}

/** What the pages threw and nobody caught. */
const pageErrors: string[] = []
let brokeAt: string | null = null

/** Each step stands on the one before it, so what comes after a failure is not tried. What it looked like is kept. */
function step(name: string, run: () => Promise<void>, withinMs = STEP_MS_MAX): void {
  it(
    name,
    async () => {
      if (brokeAt !== null) throw new Error(`not reached: "${brokeAt}" failed`)
      brokeAt = name
      try {
        await run()
        expect(pageErrors).toEqual([])
      } catch (error) {
        await page.screenshot({ path: join(ROOT, '.cache', 'journey.png') })
        throw error
      }
      brokeAt = null
    },
    withinMs,
  )
}

describe('a person’s first day', () => {
  step('signs in and meets Brad, Sarah and Alex', async () => {
    await page.goto(`${site}/sign-in`)
    await page.getByLabel('E-mail').fill('demo@callmeback.ai')
    await page.getByLabel('Password').fill('demo123')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    for (const name of ['Brad', 'Sarah', 'Alex']) await page.getByRole('link', { name }).first().waitFor()
    await page.getByRole('link', { name: 'Brad' }).first().click()
    await page.getByRole('heading', { name: 'Brad', level: 1 }).waitFor()
    bradPage = page.url()
  })

  step('schedules a call for a minute of their own clock', async () => {
    due = minuteAfter(Date.now(), SCHEDULE_AHEAD_MS, DEMO.zone)
    await page.goto(`${site}/schedules`)
    await page.getByRole('button', { name: 'Schedule a call' }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Just once').click()
    await dialog.getByLabel('Day').fill(due.date)
    await dialog.getByLabel('Time', { exact: true }).fill(due.time)
    await dialog.getByLabel('What it is about').fill('Get me to the gym')
    await dialog.getByRole('button', { name: 'Schedule the call' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await page.getByText('Get me to the gym').first().waitFor()
  })

  step('is rung by Brad, who greets by name and knows what it is about', async () => {
    await page.goto(bradPage)
    await page.getByLabel('What should Brad know?').fill('I skipped the gym')
    await page.getByRole('button', { name: 'Call me now' }).click()
    const asked = Date.now()
    await phone.until('the phone rings', (view) => view.state === 'ringing')
    expect(Date.now() - asked).toBeLessThanOrEqual(3_000)
    await page.waitForURL('**/calls/*')
    firstCall = idOf(page.url())
    await phone.answer()
    await phone.until('a second of greeting is heard', (view) => view.audibleMs >= 1_000)
    const prompt = await latestPrompt(stack.ports.UNDERSTUDY_PORT)
    expect(prompt).toContain('<name>Sam</name>')
    expect(prompt).toContain('I skipped the gym')
    await page.getByText('skipped the gym').first().waitFor()
  })

  step('is answered, and the transcript shows it while it happens', async () => {
    await phone.answeredSince(0)
    await phone.say('My dog is called Max. How are you today?')
    await page.getByText('My dog is called Max', { exact: false }).first().waitFor()
    const { endMs } = lastSaid(await phone.view())
    await phone.until('an answer begins', (view) => (view.heard.at(-1)?.endMs ?? 0) > endMs + 400)
  })

  step('talks over Brad, who falls silent within 300 ms', async () => {
    await phone.say('Hold on a second, let me think about that')
    const view = await phone.view()
    const { startMs, endMs } = lastSaid(view)
    const over = view.heard.filter((segment) => segment.startMs < startMs && segment.endMs > startMs)
    expect(over, 'Brad was speaking when he was talked over').toHaveLength(1)
    expect((over[0]?.endMs ?? Infinity) - startMs).toBeLessThanOrEqual(300)
    expect(view.heard.every((segment) => segment.startMs < startMs || segment.startMs > endMs)).toBe(true)
  })

  step('says goodbye, and Brad says goodbye and hangs up', async () => {
    await phone.answeredSince(lastSaid(await phone.view()).endMs)
    await phone.say('Okay, goodbye')
    await phone.until('the call is over', (view) => view.state === 'idle')
    await page.getByRole('heading', { name: 'What was said' }).waitFor()
    await page.getByRole('heading', { name: 'Receipt' }).waitFor()
    const call = await api.call(firstCall)
    expect(call).toMatchObject({ status: 'completed', endReason: 'persona_ended', direction: 'outbound' })
    const receipt = await api.receipt(firstCall)
    expect(receipt.chargedMillicredits).toBe(Math.ceil((2000 * call.connectedSeconds) / 60))
    expect(receipt.chargedMillicredits + receipt.releasedMillicredits).toBe(receipt.heldMillicredits)
    expect(new Set(receipt.lines.map((line) => line.service))).toEqual(new Set(['telephony', 'ear', 'mind', 'mouth']))
  })

  step('reads as heard the words whose audio was played, and no others', async () => {
    const spoken = (await api.turns(firstCall)).filter((turn) => turn.speaker === 'persona')
    const played = replies(await phone.view())
    expect(spoken).toHaveLength(played.length)
    for (const turn of spoken.filter(({ cutShort }) => !cutShort)) expect(turn.heard).toBe(turn.text)
    const [cut, ...others] = spoken.filter(({ cutShort }) => cutShort)
    if (cut === undefined || others.length > 0) throw new Error('exactly one turn was talked over')
    const { startMs = 0, endMs = 0 } = played[spoken.indexOf(cut)] ?? {}
    // The voice begins and ends with a breath of silence that is played and not audible.
    const [least, most] = await Promise.all(
      [endMs - startMs - 60, endMs - startMs + 260].map((ms) =>
        wordsWithin(stack.ports.UNDERSTUDY_PORT, BRAD.voice, cut.text, ms),
      ),
    )
    const heard = wordsOf(cut.heard)
    expect(wordsOf(cut.text).slice(0, heard.length)).toEqual(heard)
    expect(heard.length).toBeLessThan(wordsOf(cut.text).length)
    expect(heard.length).toBeGreaterThanOrEqual(least?.length ?? 0)
    expect(heard.length).toBeLessThanOrEqual(most?.length ?? 0)
  })

  step('finds what they said on Brad’s memory list within ten seconds, with the sentence it came from', async () => {
    await page.goto(bradPage)
    const ended = Date.parse((await api.call(firstCall)).endedAt ?? '')
    const personaId = idOf(bradPage)
    await expect.poll(async () => (await api.facts(personaId)).length, { timeout: 10_000 }).toBe(1)
    const [fact] = await api.facts(personaId)
    expect(Date.parse(fact?.learnedAt ?? '') - ended).toBeLessThanOrEqual(10_000)
    expect(fact?.source).toMatchObject({ callId: firstCall, quote: expect.stringMatching(/my dog is called max/i) })
    await page.reload()
    await page.getByText('Their dog is called Max.').waitFor()
  })

  step('redeems a coupon once, and is told so the second time', async () => {
    await page.goto(`${site}/credits`)
    for (const answer of ['100 credits added', 'was redeemed already']) {
      await page.getByLabel('Code').fill('JUDGE2025')
      await page.getByRole('button', { name: 'Redeem' }).click()
      await page.getByText(answer, { exact: false }).waitFor()
    }
  })

  step(
    'is rung within five seconds of the scheduled minute, and never early',
    async () => {
      const view = await phone.until('the scheduled call rings', ({ state }) => state === 'ringing', MINUTE_MS_MAX)
      const late = Date.now() - due.atMs
      expect(view.call).not.toBeNull()
      expect(late).toBeGreaterThanOrEqual(0)
      expect(late).toBeLessThanOrEqual(5_000)
      await phone.decline()
      await phone.until('the phone is quiet', ({ state }) => state === 'idle')
    },
    MINUTE_MS_MAX,
  )

  step('rings Brad, who knows an attested caller and remembers', async () => {
    await phone.dial(BRAD.number)
    await phone.answeredSince(0)
    const prompt = await latestPrompt(stack.ports.UNDERSTUDY_PORT)
    expect(prompt).toContain('<fact>Their dog is called Max.</fact>')
    await phone.say('What is my dog called?')
    await phone.answeredSince(lastSaid(await phone.view()).endMs)
    await phone.hangUp()
    await expect.poll(async () => (await api.calls())[0]?.status).toBe('completed')
    const [call] = await api.calls()
    expect(call).toMatchObject({ direction: 'inbound', trust: 'known', endReason: 'caller_hung_up' })
    const answer = (await api.turns(call?.id ?? '')).filter((turn) => turn.speaker === 'persona').at(-1)
    expect(answer?.heard).toContain('Max')
  })

  step('makes Brad forget, and he has forgotten; a stranger on the same number is told nothing', async () => {
    await page.goto(bradPage)
    await page.getByRole('button', { name: 'Forget: Their dog is called Max.' }).click()
    await page.getByRole('button', { name: 'Forget it' }).click()
    await expect.poll(async () => (await api.facts(idOf(bradPage))).length).toBe(0)

    await phone.dial(BRAD.number)
    await phone.answeredSince(0)
    expect(await latestPrompt(stack.ports.UNDERSTUDY_PORT)).not.toContain('Max')
    await phone.hangUp()
    await phone.until('the phone is quiet', ({ state }) => state === 'idle')

    await phone.dial(BRAD.number, false)
    await phone.answeredSince(0)
    const prompt = await latestPrompt(stack.ports.UNDERSTUDY_PORT)
    expect(prompt).toContain('trial call with a stranger')
    expect(prompt).not.toContain('Sam')
    await phone.hangUp()
  })
})
