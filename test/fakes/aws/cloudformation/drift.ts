/** One property that somebody changed beside CloudFormation. */
export interface DriftedProperty {
  /** JSON pointer: `/Tags/0/Value`. */
  path: string
  expected: string
  actual: string
  difference: 'ADD' | 'REMOVE' | 'NOT_EQUAL'
}
