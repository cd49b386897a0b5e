import type { Change } from './changes.ts'
import type { Definition } from './stack.ts'

export interface ChangeSet {
  id: string
  name: string
  kind: 'CREATE' | 'UPDATE'
  /** By which a request that is sent again is known. */
  clientToken?: string
  description?: string
  createdAt: Date
  status: string
  reason?: string
  executionStatus: string
  definition: Definition
  changes: Change[]
}
