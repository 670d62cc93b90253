// A database of its own for a test file: cloned from the migrated template, seeded, with db-proxy's real login.
import { randomBytes } from 'node:crypto'
import postgres from 'postgres'
import { openPool } from '../database.ts'
import type { Pool } from '../database.ts'
import { makeLogin } from '../login.ts'
import { seed } from '../seed.ts'

const TEMPLATE = 'callback_template'
/** One login serves all test databases of the throwaway server. */
const PASSWORD = 'only-for-throwaway-servers'

export type TestDatabase = {
  ownerUrl: string
  /** As db-proxy signs in. */
  proxyUrl: string
  /** Sees and changes everything: for arranging a test and for looking at what came of it. */
  owner: Pool
  close: () => Promise<void>
}

/** `serverUrl`: the owner's connection string to the test server, `inject('postgresUrl')`. */
export async function openTestDatabase(serverUrl: string): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`
  const server = postgres(serverUrl, { max: 1, onnotice: () => undefined })
  await server`create database ${server(name)} template ${server(TEMPLATE)}`
  await makeLogin({ MIGRATE_DATABASE_URL: serverUrl, DB_PROXY_PASSWORD: PASSWORD })
  const ownerUrl = urlOf(serverUrl, name)
  await seed(ownerUrl, { demo: true })
  const owner = openPool(ownerUrl, 2)
  return {
    ownerUrl,
    proxyUrl: urlOf(serverUrl, name, { user: 'db_proxy', password: PASSWORD }),
    owner,
    close: async () => {
      await owner.end()
      await server`drop database ${server(name)} with (force)`
      await server.end()
    },
  }
}

function urlOf(serverUrl: string, database: string, login?: { user: string; password: string }): string {
  const url = new URL(serverUrl)
  url.pathname = `/${database}`
  if (login !== undefined) {
    url.username = login.user
    url.password = login.password
  }
  return url.href
}
