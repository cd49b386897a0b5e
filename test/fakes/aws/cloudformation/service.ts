import { createQueryService } from '../protocols/query.ts'
import type { FakeService } from '../service.ts'
import type { Engine } from './engine.ts'
import { changeSetOperations } from './operations/change-sets.ts'
import { changeStacks } from './operations/change-stacks.ts'
import { driftOperations } from './operations/drift.ts'
import { readStacks } from './operations/read-stacks.ts'
import { templateOperations } from './operations/templates.ts'

/** CloudFormation on its wire protocol. */
export function createCloudFormation(engine: Engine): FakeService {
  return createQueryService('cloudformation', 'http://cloudformation.amazonaws.com/doc/2010-05-15/', {
    ...readStacks(engine),
    ...changeSetOperations(engine),
    ...changeStacks(engine),
    ...templateOperations(engine),
    ...driftOperations(engine),
  })
}
