// The twelve Workers for one Miniflare: options as wrangler.toml says, code as wrangler bundled it, variables on top.
import type { WorkerOptions } from 'miniflare'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { readIfThere } from './read-if-there.ts'

export const WorkerSpec = z.object({
  name: z.string(),
  folder: z.string(),
  variables: z.record(z.string(), z.string()),
  /** A loopback port of its own. */
  port: z.int().optional(),
})
export type WorkerSpec = z.infer<typeof WorkerSpec>

const Bindings = z.record(z.string(), z.unknown())

/** What is taken over from wrangler's reading of the file; its own typing is open, so it is parsed. */
const Derived = z.object({
  compatibilityDate: z.string(),
  compatibilityFlags: z.array(z.string()),
  bindings: Bindings,
  serviceBindings: Bindings,
  durableObjects: Bindings,
  queueProducers: Bindings,
  queueConsumers: Bindings,
  r2Buckets: Bindings,
})

export async function miniflareWorker(wranglerToml: string, spec: WorkerSpec): Promise<WorkerOptions> {
  const derived = await derivedOptions(wranglerToml, spec.name, spec.folder)
  return {
    name: spec.name,
    rootPath: spec.folder,
    modulesRoot: spec.folder,
    modules: await modulesOf(spec.folder),
    ...derived,
    bindings: { ...derived.bindings, ...spec.variables },
    ...(spec.port !== undefined && { unsafeDirectSockets: [{ host: '127.0.0.1', port: spec.port }] }),
  }
}

/** Kept beside the bundle, whose name is a hash of wrangler.toml too: loading wrangler takes seconds and 100 MB. */
export async function derivedOptions(wranglerToml: string, name: string, folder: string) {
  const file = join(folder, 'worker-options.json')
  const kept = await readIfThere(file)
  if (kept !== undefined) return Derived.parse(JSON.parse(kept))
  const { unstable_getMiniflareWorkerOptions } = await import('wrangler')
  const derived = Derived.parse(unstable_getMiniflareWorkerOptions(wranglerToml, name).workerOptions)
  await writeFile(file, JSON.stringify(derived))
  return derived
}

const MODULE_KINDS = [
  ['.js', 'ESModule'],
  ['.wasm', 'CompiledWasm'],
  ['.txt', 'Text'],
  ['.bin', 'Data'],
] as const

/** `index.js` first: it is the entry. */
async function modulesOf(folder: string) {
  const files = (await readdir(folder)).sort((a, b) => Number(b === 'index.js') - Number(a === 'index.js'))
  const modules = []
  for (const file of files) {
    const kind = MODULE_KINDS.find(([ending]) => file.endsWith(ending))
    if (kind === undefined) continue
    modules.push({ type: kind[1], path: join(folder, file), contents: await readFile(join(folder, file)) })
  }
  return modules
}
