// One voice node: everything wired together, started and drained. Reads no environment and ends no process.
import { readFileSync } from 'node:fs'
import type { Logger } from 'pino'
import { systemClock } from './call/clock.ts'
import { processRuns, replay, REPLAY_MS } from './call/replay.ts'
import { cerebras } from './cerebras/mind.ts'
import type { Config } from './config.ts'
import { dbProxy } from './control/db-proxy.ts'
import { heart } from './control/heartbeat.ts'
import { room } from './control/room.ts'
import { flux } from './deepgram/flux.ts'
import { elevenlabs } from './elevenlabs/mouth.ts'
import { alsoOnIpv6, listening } from './listening.ts'
import { LiveCalls } from './live-calls.ts'
import { metrics } from './metrics.ts'
import { reception } from './reception.ts'
import { nodeServer } from './server.ts'

export type VoiceNode = {
  port: number
  /** Takes no new calls; resolves when the last one is over and reported. */
  drain(options: { keepListening: boolean }): Promise<void>
  close(): Promise<void>
}

const asset = (name: string) => readFileSync(new URL(`../assets/${name}`, import.meta.url))

export async function startNode(config: Config, log: Logger): Promise<VoiceNode> {
  const clock = systemClock
  const random = Math.random
  const now = () => Date.now()
  const startedAt = now()
  const calls = new LiveCalls(config.callsMax)
  const { meter, refused, registry } = metrics(() => calls.size)
  const delivery = { db: dbProxy({ ...config.db, now }), clock, random }
  const edge = { nodeApiUrl: config.nodeApiUrl, key: { id: 'node', secret: config.nodeKey }, clock, random }

  const receive = reception({
    nodeId: config.nodeId,
    delivery,
    journalDir: config.journalDir,
    calls,
    openEar: flux({ ...config.deepgram, clock }),
    openMouth: elevenlabs({ ...config.elevenlabs, clock }),
    minds: new Map([['cerebras', cerebras({ ...config.cerebras, warm: true })]]),
    room: (callId) => room(edge, callId),
    meter,
    apology: { audio: asset('apology.ulaw'), text: asset('apology.txt').toString('utf8').trim() },
    refused,
    log,
  })
  const stats = () => ({
    nodeId: config.nodeId,
    uptimeSeconds: Math.floor((now() - startedAt) / 1000),
    calls: calls.size,
    capacity: calls.capacity,
    draining: calls.draining,
    memory: process.memoryUsage(),
  })
  const { http: server, disconnect } = nodeServer({
    ...config,
    calls,
    receive,
    refused,
    stats,
    metrics: () => registry.metrics(),
    now,
  })
  const port = await listening(server, config.port)
  const sixth = config.port === 0 ? null : await alsoOnIpv6(server, port)
  const closeDoors = (closed = () => {}) => {
    sixth?.close()
    server.close(closed)
  }

  const beats = heart(
    edge,
    () => ({
      nodeId: config.nodeId,
      controlUrl: config.controlUrl,
      streamUrl: `${config.publicUrl}/stream`,
      calls: calls.size,
      capacity: calls.capacity,
      draining: calls.draining,
    }),
    log,
  )
  void beats.beat()

  const written = (callId: string, pid: number) => (pid === process.pid ? calls.has(callId) : processRuns(pid))
  let stopReplays = () => {}
  const replayLeft = async () => {
    try {
      const count = await replay(delivery, config.journalDir, written)
      if (count.delivered + count.later + count.refused > 0) log.info(count, 'journals replayed')
    } catch (error) {
      log.error({ err: error }, 'journals could not be replayed')
    }
    stopReplays = clock.after(REPLAY_MS, () => void replayLeft())
  }
  void replayLeft()

  return {
    port,
    async drain({ keepListening }) {
      const over = calls.drain()
      if (keepListening) {
        await beats.beat()
      } else {
        // The successor has the port and speaks for this node's id.
        beats.stop()
        closeDoors()
      }
      await over
    },
    async close() {
      beats.stop()
      stopReplays()
      disconnect()
      server.closeAllConnections()
      await new Promise<void>((resolve) => {
        closeDoors(resolve)
      })
    },
  }
}
