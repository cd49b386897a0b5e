import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { cacheFolder } from '../../../estimates/cache-folder.ts'

/** What AWS said a usage costs, and when. */
export interface KnownPrice {
  /** Absent: AWS has no price for it in the region. */
  usd?: number
  /** ISO 8601. */
  askedAt: string
}

const oneDayMs = 86_400_000

/** Prices of a region that this user asked for, by usage type. What an emulator says is kept apart from AWS's own. */
export function priceCacheFile(region: string): string {
  const asked = process.env.AWS_ENDPOINT_URL_PRICING || process.env.AWS_ENDPOINT_URL
  const of = asked ? `-${createHash('sha256').update(asked).digest('hex').slice(0, 8)}` : ''
  return join(cacheFolder(), 'prices', `${region.replace(/[^a-z0-9-]/g, '')}${of}.json`)
}

/** Prices that are not older than a day. A file that is missing or cannot be understood has none. */
export async function readCachedPrices(file: string, now: Date): Promise<Map<string, KnownPrice>> {
  const entries = Object.entries(await readObject(file)).filter(
    (entry): entry is [string, KnownPrice] => isPrice(entry[1]) && isFresh(entry[1], now),
  )
  return new Map(entries)
}

/** Replaces the file as a whole. A disk that takes nothing is no reason to have no plan: the next one asks again. */
export async function writeCachedPrices(
  file: string,
  prices: ReadonlyMap<string, KnownPrice>,
  now: Date,
): Promise<void> {
  const fresh = [...prices].filter(([, price]) => isFresh(price, now))
  const draft = `${file}.${randomUUID()}.tmp`
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    await writeFile(draft, `${JSON.stringify(Object.fromEntries(fresh), null, 2)}\n`, { mode: 0o600 })
    await rename(draft, file)
  } catch {
    await rm(draft, { force: true }).catch(() => undefined)
  }
}

async function readObject(file: string): Promise<object> {
  try {
    const content: unknown = JSON.parse(await readFile(file, 'utf8'))
    return typeof content === 'object' && content !== null ? content : {}
  } catch {
    return {}
  }
}

function isPrice(value: unknown): value is KnownPrice {
  if (typeof value !== 'object' || value === null) return false
  const { usd, askedAt } = value as Partial<KnownPrice>
  return typeof askedAt === 'string' && (usd === undefined || (typeof usd === 'number' && usd > 0))
}

/** Of tomorrow is as wrong as of last week: the clock was changed. */
function isFresh({ askedAt }: KnownPrice, now: Date): boolean {
  const age = now.getTime() - Date.parse(askedAt)
  return age >= 0 && age < oneDayMs
}
