/** How far below the newest id the first polls start at most. */
const LOOK_BACK = 200

/**
 * Where a poll for new rows starts. Ids are given out before their rows are committed, so a lower id can become
 * visible after a higher one: each poll starts where the one before the last had ended and leaves out what was
 * shown. While nothing comes in, that costs nothing.
 */
export class FollowCursor {
  readonly #shown = new Set<number>()
  #after = 0
  #newest = 0
  #newestAtLastPoll = 0

  /** Only rows with a higher id are to be asked for. */
  get after(): number {
    return this.#after
  }

  /**
   * @param newestId of all rows, asked for before the first ones were listed
   * @param oldestListed lowest id of the rows listed: all that match above it are in the list
   */
  start(newestId: number, oldestListed: number | undefined): void {
    this.#newest = newestId
    const lookBack = oldestListed === undefined ? newestId : Math.max(oldestListed - 1, newestId - LOOK_BACK)
    this.#after = lookBack
    this.#newestAtLastPoll = lookBack
  }

  /** False when the row was shown already. */
  take(id: number): boolean {
    if (this.#shown.has(id)) return false
    this.#shown.add(id)
    this.#newest = Math.max(this.#newest, id)
    return true
  }

  /** Tells that a poll has fetched everything above `after`. */
  advance(): void {
    this.#after = this.#newestAtLastPoll
    this.#newestAtLastPoll = this.#newest
    for (const id of this.#shown) if (id <= this.#after) this.#shown.delete(id)
  }
}
