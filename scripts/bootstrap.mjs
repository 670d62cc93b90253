// Installs the workspace when what is in node_modules is not what the lockfile says; otherwise does nothing, quickly.
// Plain JavaScript: it runs on whatever Node the host has.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { accessSync, constants, existsSync, mkdtempSync, readFileSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const PNPM = 'pnpm@12.21.0'
/** What the install and a first start write, with some room. */
const NEEDED_BYTES = 2 * 1024 ** 3
const root = join(dirname(fileURLToPath(import.meta.url)), '..')
/** Written after an install, so that an interrupted one is not taken for a finished one. */
const marker = join(root, 'node_modules', '.installed')

const CAUSES = [
  [/ENOSPC|no space left/i, 'The disk is full: free 2 GB and run the command again.'],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT|getaddrinfo/,
    'The package registry cannot be reached: check the network (or the proxy settings) and run the command again.',
  ],
  [
    /SELF_SIGNED_CERT|UNABLE_TO_(GET_ISSUER|VERIFY)|CERT_(UNTRUSTED|HAS_EXPIRED)/,
    "The package registry's certificate is not trusted here: set NODE_EXTRA_CA_CERTS to your network's CA file and run the command again.",
  ],
  [/EROFS|EACCES|EPERM/, `${root} cannot be written to: run the command as the user who owns it.`],
]

function fail(sentence) {
  console.error(`\n${sentence}`)
  process.exit(1)
}

function wanted() {
  const hash = createHash('sha256')
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml']) hash.update(readFileSync(join(root, file)))
  return `${hash.digest('hex')} ${process.platform}-${process.arch}`
}

function isInstalled() {
  if (!existsSync(join(root, 'node_modules', '.bin', 'node'))) return false
  return existsSync(marker) && readFileSync(marker, 'utf8') === wanted()
}

function isWritable(folder) {
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** Without what the calling npm said about itself: its prefix, its silence or NODE_ENV would lead the install astray. */
function installEnv() {
  const env = { ...process.env, CI: 'true' }
  for (const name of Object.keys(env)) {
    if (/^npm_(lifecycle|package|config_((local_|global_)?prefix|loglevel)$)/i.test(name) || name === 'NODE_ENV')
      delete env[name]
  }
  // `npm --prefix` takes the machine's own npmrc (registry, certificates) to be under that prefix, where it is not.
  const { npm_config_prefix: prefix, npm_config_globalconfig: globalConfig } = process.env
  if (prefix !== undefined && globalConfig === join(prefix, 'etc', 'npmrc') && !existsSync(globalConfig)) {
    delete env.npm_config_globalconfig
  }
  // npm and pnpm keep caches at home; where there is none, a temporary one serves.
  if (!env.HOME || !isWritable(env.HOME)) env.HOME = mkdtempSync(join(tmpdir(), 'callbackapp-home-'))
  return env
}

async function install() {
  const { bavail, bsize } = statfsSync(root)
  const free = bavail * bsize
  if (free < NEEDED_BYTES)
    fail(`The disk has ${Math.floor(free / 1024 ** 2)} MB free, 2048 are needed: free some and run the command again.`)
  if (!isWritable(root)) fail(`${root} cannot be written to: run the command as the user who owns it.`)

  console.log('Installing what package.json names (once, a minute or so) ...')
  const child = spawn('npx', ['--yes', PNPM, 'install', '--frozen-lockfile', '--reporter=append-only'], {
    cwd: root,
    env: installEnv(),
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  })
  let tail = ''
  const pass = (stream) => (chunk) => {
    stream.write(chunk)
    tail = (tail + chunk).slice(-20_000)
  }
  child.stdout.on('data', pass(process.stdout))
  child.stderr.on('data', pass(process.stderr))
  const code = await new Promise((resolve) => {
    child.once('error', (error) => {
      tail += error.message
      resolve(1)
    })
    child.once('close', resolve)
  })
  if (code === 0) return
  const known = CAUSES.find(([pattern]) => pattern.test(tail))
  fail(known === undefined ? `Installing failed with code ${code}: the lines above say why.` : known[1])
}

if (Number(process.versions.node.split('.')[0]) < 20)
  fail(`Node 20 or newer is needed, this is ${process.versions.node}.`)
if (!isInstalled()) {
  const began = Date.now()
  await install()
  writeFileSync(marker, wanted())
  console.log(`Installed in ${((Date.now() - began) / 1000).toFixed(1)} s.`)
}
