import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Looks again and again until what is looked for is there, and returns it; a state of other processes has no event.
 * @throws Error with what was seen last when it does not come within the time (milliseconds).
 */
export async function waitFor<Seen>(
  what: string,
  look: () => Promise<Seen> | Seen,
  holds: (seen: Seen) => boolean,
  timeoutMs = 20_000,
): Promise<Seen> {
  const deadline = Date.now() + timeoutMs
  while (true) {
    const seen = await look()
    if (holds(seen)) return seen
    if (Date.now() > deadline) throw new Error(`${what} did not come about; last seen: ${JSON.stringify(seen)}`)
    await sleep(50)
  }
}
