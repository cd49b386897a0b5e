/** About a tenth of a millisecond: longer than a small statement takes, too short to be noticed as load. */
const MOST_TURNS = 64
const LONGEST_PAUSE = 1024

/**
 * Keeps the thread from falling asleep while one client alone is at work and what it waits for comes within moments:
 * to wake a thread takes the system as long as a small statement takes the database. Waits that were in vain are
 * followed by ever more that are left out, so that slow statements cost next to nothing.
 */
export class BusyPolling {
  private readonly most: number
  private readonly nextTurn: (turn: () => void) => void
  private user = 0
  private left = 0
  private scheduled = false
  /** Waits to be left out. */
  private pause = 0
  private nextPause = 1

  /**
   * @param most turns of the event loop for one wait; 0 on a computer whose only processor others need for the answer
   * @param nextTurn runs `turn` after the loop has looked for news once
   */
  constructor(most = MOST_TURNS, nextTurn: (turn: () => void) => void = setImmediate) {
    this.most = most
    this.nextTurn = nextTurn
  }

  /** Something for this user is to come. When several take turns, the thread has enough to do. */
  await(user: number): void {
    if (user !== this.user) {
      this.user = user
      this.left = 0
    } else if (this.pause > 0) this.pause -= 1
    else {
      this.left = this.most
      this.schedule()
    }
  }

  /** It has come. */
  arrive(): void {
    if (this.left === 0) return
    this.left = 0
    this.nextPause = 1
  }

  private schedule(): void {
    if (this.scheduled || this.left === 0) return
    this.scheduled = true
    this.nextTurn(this.turn)
  }

  private readonly turn = (): void => {
    this.scheduled = false
    if (this.left === 0) return
    this.left -= 1
    if (this.left > 0) this.schedule()
    else {
      this.pause = this.nextPause
      this.nextPause = Math.min(this.nextPause * 2, LONGEST_PAUSE)
    }
  }
}
