import type { Leftover } from '../../../target-destruction.ts'
import type { AwsEnvironment } from '../../environment.ts'
import type { Inventory } from '../inventory.ts'

/** Something that is still there, and how this program can remove it. */
export interface FoundLeftover extends Leftover {
  /** A snapshot that was made so that the data outlives the database. */
  finalSnapshot?: true
  /** Absent: only the user decides about it, or AWS removes it by itself. */
  remove?: () => Promise<void>
}

/** Looks for one kind of thing by ids that belong to the stack alone. @throws the SDK's errors */
export interface LeftoverSearch {
  /** What is looked for, in the plural. */
  what: string
  find(env: AwsEnvironment, inventory: Inventory): Promise<FoundLeftover[]>
}
