import { setMaxListeners } from 'node:events'
import { Interrupted } from '../../../errors.ts'
import type { AskedPrices } from '../../../estimates/asked-prices.ts'
import type { PricedUsage } from '../../../estimates/priced-usage.ts'
import type { AwsEnvironment } from '../environment.ts'
import { explainNoPrices } from './explain-no-prices.ts'
import { findPrice } from './find-price.ts'
import { type KnownPrice, priceCacheFile, readCachedPrices, writeCachedPrices } from './price-cache.ts'

export interface AskOptions {
  /** Aborted on Ctrl-C. */
  signal?: AbortSignal
  /** Milliseconds for all questions together: a plan must not wait for prices. */
  patience?: number
  now?: () => Date
  /** Where prices are kept for a day. */
  cacheFile?: string
}

/**
 * AWS's own prices for these usages in the environment's region. Never fails because prices cannot be had (no network,
 * no permission, too slow): the table's are used then, and `reason` says why. What was asked is kept for a day.
 * @throws Interrupted when the signal is aborted; whatever is no error of AWS or of the network
 */
export async function askPrices(
  env: AwsEnvironment,
  usages: readonly PricedUsage[],
  options: AskOptions = {},
): Promise<AskedPrices> {
  const { now = () => new Date(), cacheFile = priceCacheFile(env.region) } = options
  const cached = await readCachedPrices(cacheFile, now())
  const missing = usages.filter(({ usageType }) => !cached.has(usageType))
  const asked: Answers = missing.length > 0 ? await askMissing(env, missing, options) : { prices: new Map() }
  const known = new Map([...cached, ...asked.prices])
  if (asked.prices.size > 0) await writeCachedPrices(cacheFile, known, now())
  const wanted = usages.flatMap(({ usageType }) => {
    const price = known.get(usageType)
    return price?.usd === undefined ? [] : [[usageType, price] as const]
  })
  return {
    region: env.region,
    date: findOldest(wanted.map(([, { askedAt }]) => askedAt)) ?? now().toISOString().slice(0, 10),
    figures: Object.fromEntries(wanted.map(([usageType, { usd }]) => [usageType, usd as number])),
    ...(asked.reason !== undefined && { reason: asked.reason }),
  }
}

interface Answers {
  prices: Map<string, KnownPrice>
  reason?: string
}

async function askMissing(env: AwsEnvironment, usages: readonly PricedUsage[], options: AskOptions): Promise<Answers> {
  const { signal, patience = 5_000, now = () => new Date() } = options
  if (/^(cn|us-gov|us-iso)/.test(env.region))
    return { prices: new Map(), reason: 'its price list is for other partitions' }
  const end = AbortSignal.any([AbortSignal.timeout(patience), ...(signal ? [signal] : [])])
  // Each question listens to it; Node would warn of more than ten.
  setMaxListeners(0, end)
  const prices = new Map<string, KnownPrice>()
  const askedAt = now().toISOString()
  try {
    await Promise.all(
      usages.map(async (usage) => {
        const usd = await findPrice(env, usage, end)
        prices.set(usage.usageType, { ...(usd !== undefined && { usd }), askedAt })
      }),
    )
    return { prices }
  } catch (error) {
    if (signal?.aborted) throw new Interrupted('Interrupted: nothing was changed.')
    return { prices, reason: explainNoPrices(error, env, end.aborted) }
  }
}

/** The day that can be said of all of them. */
function findOldest(times: readonly string[]): string | undefined {
  return [...times].sort()[0]?.slice(0, 10)
}
