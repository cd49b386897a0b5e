import type { Change } from './changes.ts'
import type { Definition } from './stack.ts'

export interface ChangeSet {
  id: string
  name: string
  kind: 'CREATE' | 'UPDATE'
  description?: string
  createdAt: Date
  status: string
  reason?: string
  executionStatus: string
  definition: Definition
  changes: Change[]
}
