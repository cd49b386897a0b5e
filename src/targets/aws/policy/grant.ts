import type { PolicyPlace } from './place.ts'

export type Condition = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>

/** Some actions, on what, and under which conditions. */
export interface Grant {
  actions: readonly string[]
  /** ARNs or patterns; `*` only where AWS knows nothing narrower. */
  resources: readonly string[]
  condition?: Condition
  /**
   * May be put together with other joinable rows of its service and condition: each action reaches only its own kinds of
   * things, so the union says no more than the rows do.
   */
  joinable?: boolean
}

/** A row of a table: depends on where it is to hold. */
export type GrantRow = (place: PolicyPlace) => Grant
