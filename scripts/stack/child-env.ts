// The environment of one child: what any program needs from the machine, and the variables named for it; never ours whole.
import type { StackEnv } from './env.ts'
import { pick } from './recipients.ts'

const FROM_THE_MACHINE = [
  'PATH',
  'HOME',
  'TMPDIR',
  'TEMP',
  'TMP',
  'LANG',
  'SYSTEMROOT',
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
]

export function childEnv(env: StackEnv, names: readonly string[]): NodeJS.ProcessEnv {
  return { ...machineEnv(), ...pick(env.variables, names) }
}

export function machineEnv(): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {}
  for (const name of FROM_THE_MACHINE) if (process.env[name] !== undefined) env[name] = process.env[name]
  return env
}
