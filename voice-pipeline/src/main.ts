// The process: configuration in, node up, signals obeyed.
import cluster from 'node:cluster'
import { configFromProcess } from './config.ts'
import { logger } from './log.ts'
import { startNode } from './node.ts'

async function start() {
  try {
    const config = configFromProcess()
    const log = logger(config.logLevel)
    const node = await startNode(config, log)
    log.info({ port: node.port, node: config.nodeId }, 'voice node is ready')
    return { node, log }
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    return process.exit(1)
  }
}

const { node, log } = await start()
process.send?.('ready')

let leaving = false

/** First signal: finish the calls. Second: leave now. In a cluster the listener closes, so that the successor gets the new calls. */
async function leave(): Promise<void> {
  if (leaving) process.exit(1)
  leaving = true
  log.info({}, 'draining')
  await node.drain({ keepListening: !cluster.isWorker })
  await node.close()
  log.info({}, 'drained')
  process.exit(0)
}

process.on('SIGTERM', () => void leave())
process.on('SIGINT', () => void leave())
