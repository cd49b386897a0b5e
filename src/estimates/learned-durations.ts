import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { stateFolder } from './state-folder.ts'

export type Verb = 'create' | 'update' | 'delete'

/** How long one resource took in an operation that has ended. */
export interface MeasuredDuration {
  /** CloudFormation type. */
  kind: string
  verb: Verb
  seconds: number
}

/** What this user's own operations in one region have taken so far. */
export interface LearnedDurations {
  /** Seconds, the median of the last ten; undefined when none was seen. */
  find(kind: string, verb: Verb): number | undefined
}

/** For callers that have learned nothing. */
export const nothingLearned: LearnedDurations = { find: () => undefined }

/** Seconds by region, then by `TYPE verb`, oldest first. */
type Store = Record<string, Record<string, number[]>>

const kept = 10

/** A day: longer than CloudFormation waits for anything. Whatever is above was not measured but made up. */
const mostSeconds = 86_400

/** What was learned in a region. A file that is missing or cannot be understood counts as empty. */
export async function readLearnedDurations(
  region: string,
  file: string = learnedDurationsFile(),
): Promise<LearnedDurations> {
  const ofRegion = (await readStore(file))[region] ?? {}
  return { find: (kind, verb) => findMedian(ofRegion[`${kind} ${verb}`] ?? []) }
}

/**
 * Adds what an operation has shown, and forgets all but the last ten of each. Two that write at once lose the samples
 * of one, never the file.
 * @throws the error of the file system, such as a folder that cannot be written
 */
export async function learnDurations(
  region: string,
  measured: readonly MeasuredDuration[],
  file: string = learnedDurationsFile(),
): Promise<void> {
  const usable = measured.filter(({ seconds }) => isDuration(seconds))
  if (usable.length === 0) return
  const store = await readStore(file)
  const ofRegion = { ...store[region] }
  for (const { kind, verb, seconds } of usable) {
    const key = `${kind} ${verb}`
    ofRegion[key] = [...(ofRegion[key] ?? []), Math.round(seconds)].slice(-kept)
  }
  await replaceFile(file, `${JSON.stringify({ ...store, [region]: ofRegion }, null, 2)}\n`)
}

/** Where the durations are kept: one file for each user of this computer. */
export function learnedDurationsFile(): string {
  return join(stateFolder(), 'durations.json')
}

/** Anything that is not in the expected shape is left out: the file is a convenience, and begins anew when it is broken. */
async function readStore(file: string): Promise<Store> {
  const regions = asRecord(await readJson(file))
  return Object.fromEntries(
    Object.entries(regions).map(([region, kinds]) => [
      region,
      Object.fromEntries(Object.entries(asRecord(kinds)).map(([key, list]) => [key, readSamples(list)])),
    ]),
  )
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch {
    // Missing, unreadable or broken: nothing was learned.
    return {}
  }
}

function readSamples(list: unknown): number[] {
  return Array.isArray(list) ? list.filter(isDuration).slice(-kept) : []
}

function isDuration(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= mostSeconds
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
}

function findMedian(samples: readonly number[]): number | undefined {
  const sorted = [...samples].sort((a, b) => a - b)
  const upper = sorted[Math.floor(sorted.length / 2)]
  const lower = sorted[Math.floor((sorted.length - 1) / 2)]
  return upper === undefined || lower === undefined ? undefined : (upper + lower) / 2
}

/** Written aside and moved into place, so that a crash leaves the old file or the new one. */
async function replaceFile(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const draft = `${file}.${randomUUID()}`
  try {
    await writeFile(draft, text, { mode: 0o600, flag: 'wx' })
    await rename(draft, file)
  } finally {
    await rm(draft, { force: true })
  }
}
