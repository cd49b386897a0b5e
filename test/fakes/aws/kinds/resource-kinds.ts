import type { ResourceKind } from '../service.ts'
import { accessKinds } from './access-kinds.ts'
import { databaseKinds } from './database-kinds.ts'
import { functionKinds } from './function-kinds.ts'
import { httpApiKinds } from './http-api-kinds.ts'
import { networkKinds } from './network-kinds.ts'
import { secretKinds } from './secret-kinds.ts'
import { watchingKinds } from './watching-kinds.ts'

/** What the fake's CloudFormation can make, by type: all that the project's stack consists of. */
export const resourceKinds: Record<string, ResourceKind> = {
  ...networkKinds,
  ...accessKinds,
  ...secretKinds,
  ...databaseKinds,
  ...functionKinds,
  ...httpApiKinds,
  ...watchingKinds,
}
