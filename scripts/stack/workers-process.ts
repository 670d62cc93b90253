// The process that holds the workerd: told by one message what to run, it answers when all listen, and ends when asked
// or when its parent is gone.
import { Log, LogLevel, Miniflare } from 'miniflare'
import { join } from 'node:path'
import { z } from 'zod'
import { miniflareWorker, WorkerSpec } from './miniflare-workers.ts'
import { startMinuteDriver } from './minute-driver.ts'

const Order = z.object({
  wranglerToml: z.string(),
  /** Durable Objects' storage, queues and buckets outlive a restart here. */
  dataFolder: z.string(),
  workers: z.array(WorkerSpec),
  /** The Worker whose `scheduled()` is driven. */
  cron: z.object({ worker: z.string(), expression: z.string() }),
})
export type WorkersOrder = z.infer<typeof Order>

async function run(order: WorkersOrder): Promise<void> {
  const workers = []
  for (const spec of order.workers) workers.push(await miniflareWorker(order.wranglerToml, spec))
  const miniflare = new Miniflare({
    workers,
    host: '127.0.0.1',
    port: 0,
    cf: false,
    telemetry: { enabled: false },
    log: new Log(LogLevel.WARN),
    durableObjectsPersist: join(order.dataFolder, 'durable-objects'),
    r2Persist: join(order.dataFolder, 'r2'),
  })
  let stopDriver: () => void = () => undefined
  const stop = async () => {
    stopDriver()
    await miniflare.dispose()
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop())
  process.once('disconnect', () => void stop())

  await miniflare.ready
  const executor = await miniflare.getWorker(order.cron.worker)
  stopDriver = startMinuteDriver(async (scheduledTime) => {
    await executor.scheduled({ scheduledTime, cron: order.cron.expression })
  })
  process.send?.({ ready: true })
}

process.once('message', (message) => {
  run(Order.parse(message)).catch((error: unknown) => {
    console.error(error)
    process.exit(1)
  })
})
