import { installMinistack, type Ministack } from './install-ministack.ts'

/** Ministack, or undefined after saying loudly why every test of this file will be counted as skipped. */
export async function findMinistack(suite: string): Promise<Ministack | undefined> {
  const found = await installMinistack()
  if (!('missing' in found)) return found
  process.stderr.write(`\nSKIPPED, all of ${suite}: ${found.missing}\n\n`)
  return undefined
}
