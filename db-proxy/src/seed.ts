// Enters what the product needs before anybody comes: house, tiers, prices, packs, coupons, catalogue; with SEED_DEMO=1 the
// demo people. Again changes nothing that is there, except that a catalogue persona whose text changed gets a new version.
import { readSeedConfig } from './config.ts'
import { openPool } from './database.ts'
import type { Tx } from './database.ts'
import { CATALOGUE_PERSONAS } from './seed/catalogue.ts'
import { seedDemo, seedHouse } from './seed/people.ts'
import { COUPONS, PACKS, PRICES, TIERS } from './seed/prices.ts'

const VERSION = { tagline: '', tier: 'fast', seconds_max: 900 }

export async function seed(ownerUrl: string, { demo }: { demo: boolean }): Promise<void> {
  const pool = openPool(ownerUrl, 1)
  try {
    await pool.begin(async (sql) => {
      await sql`insert into tiers ${sql(TIERS)} on conflict do nothing`
      await sql`insert into price_book ${sql(PRICES)} on conflict do nothing`
      await sql`insert into packs ${sql(PACKS)} on conflict do nothing`
      await sql`insert into coupons ${sql(COUPONS)} on conflict do nothing`
      for (const persona of CATALOGUE_PERSONAS) await seedPersona(sql, persona)
      await seedHouse(sql)
      if (demo) await seedDemo(sql)
    })
  } finally {
    await pool.end()
  }
}

async function seedPersona(sql: Tx, persona: (typeof CATALOGUE_PERSONAS)[number]): Promise<void> {
  const { id, name, tagline, voiceId, hue, phoneNumber, instructions } = persona
  const version = { ...VERSION, name, tagline, instructions, voice_id: voiceId, hue }
  const [current] = await sql<{ version: number; isSame: boolean }[]>`
    select p.version, (v.name, v.tagline, v.instructions, v.voice_id, v.hue) =
      (${name}, ${tagline}, ${instructions}, ${voiceId}, ${hue}::int) as is_same
    from personas p join persona_versions v on v.persona_id = p.id and v.version = p.version where p.id = ${id}`
  if (current?.isSame === true) return
  const next = (current?.version ?? 0) + 1
  await sql`insert into persona_versions ${sql({ ...version, persona_id: id, version: next, account_id: null })}`
  await sql`
    insert into personas (id, version, phone_number) values (${id}, ${next}, ${phoneNumber})
    on conflict (id) do update set version = excluded.version`
}

if (import.meta.main) {
  try {
    const config = readSeedConfig()
    await seed(config.MIGRATE_DATABASE_URL, { demo: config.SEED_DEMO })
    console.log(config.SEED_DEMO ? 'Seeded, with the demo people.' : 'Seeded.')
  } catch (error) {
    console.error(error instanceof Error ? error.message : 'Seeding failed.')
    process.exitCode = 1
  }
}
