import type { Step } from '../../../events.ts'

/** What a destroy does, in order; which of them depends on what is there and what was asked for. */
export const STEPS = {
  settle: { id: 'settle', title: 'Wait for the change that is under way' },
  unprotect: { id: 'unprotect', title: 'Lift the protection against deletion' },
  snapshot: { id: 'snapshot', title: 'Make a snapshot of the database' },
  detach: { id: 'detach', title: 'Take the functions out of the VPC' },
  delete: { id: 'delete', title: 'Delete the stack' },
  sweep: { id: 'sweep', title: 'Remove what AWS leaves behind' },
  bucket: { id: 'bucket', title: 'Delete the bucket of the code with the last environment' },
  prove: { id: 'prove', title: 'Look whether anything is left that costs money' },
} satisfies Record<string, Step>
