import type { TemplateDiff } from '@aws-cdk/cloudformation-diff/lib/diff-template.js'

interface Guard {
  kind: string
  /** Path of the property inside the resource's properties. */
  path: readonly string[]
  /** Whether a value is the guarded, narrower one. */
  holds: (value: unknown) => boolean
  lifted: string
  set: string
}

const isTrue = (value: unknown) => String(value) === 'true'
const isNotTrue = (value: unknown) => !isTrue(value)

/** Single properties that open or close something as a whole. */
const guards: readonly Guard[] = [
  {
    kind: 'AWS::Lambda::Function',
    path: ['Environment', 'Variables', 'PUBLIC_PAGE'],
    holds: isNotTrue,
    lifted: 'Whoever knows the URL will see the table of recorded requests.',
    set: 'The table of recorded requests will no longer be shown to whoever knows the URL.',
  },
  {
    kind: 'AWS::RDS::DBProxy',
    path: ['RequireTLS'],
    holds: isTrue,
    lifted: 'The proxy will accept clients without TLS.',
    set: 'The proxy will refuse clients without TLS.',
  },
  {
    kind: 'AWS::RDS::DBProxy',
    path: ['DebugLogging'],
    holds: isNotTrue,
    lifted: 'The proxy will write SQL text to its log for 24 hours.',
    set: 'The proxy will no longer write SQL text to its log.',
  },
  {
    kind: 'AWS::RDS::DBInstance',
    path: ['DeletionProtection'],
    holds: isTrue,
    lifted: 'The database will no longer be protected against deletion.',
    set: 'The database will be protected against deletion.',
  },
  {
    kind: 'AWS::RDS::DBInstance',
    path: ['PubliclyAccessible'],
    holds: isNotTrue,
    lifted: 'The database will get an address that is reachable from the internet.',
    set: 'The database will no longer have an address that is reachable from the internet.',
  },
  {
    kind: 'AWS::RDS::DBInstance',
    path: ['StorageEncrypted'],
    holds: isTrue,
    lifted: "The database's storage will not be encrypted.",
    set: "The database's storage will be encrypted.",
  },
]

/** Sentences on guards that are lifted or set in resources that exist before and after. */
export function describeGuardChanges(difference: TemplateDiff): string[] {
  return Object.values(difference.resources.changes).flatMap(
    ({ isAddition, isRemoval, newResourceType, oldProperties, newProperties }) => {
      if (isAddition || isRemoval) return []
      return guards
        .filter(({ kind }) => kind === newResourceType)
        .flatMap(({ path, holds, lifted, set }) => {
          const [before, after] = [oldProperties, newProperties].map((properties) => holds(readPath(properties, path)))
          return before === after ? [] : [after ? set : lifted]
        })
    },
  )
}

function readPath(value: unknown, path: readonly string[]): unknown {
  return path.reduce((inner, name) => (inner as Record<string, unknown> | undefined)?.[name], value)
}
