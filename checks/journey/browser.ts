// A real headless Chromium: the one that comes as a package, so that nothing needs to be installed.
import packaged from '@sparticuz/chromium'
import { chromium, type Browser } from 'playwright-core'

/** Nothing of the browser's own goes to the network, and web security stays on (the package's own switches turn it off). */
const SWITCHES = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
]

export async function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: await packaged.executablePath(), args: SWITCHES, headless: true })
}
