import type { ResourceContext } from '../service.ts'

/**
 * A name as CloudFormation makes one: stack, logical id and twelve random characters, the first two cut to fit.
 * @param longest most characters that the service takes
 */
export function nameResource({ account, stackName, logicalId }: ResourceContext, longest = 64): string {
  const suffix = account.ids.make(12, 'mixed')
  const room = longest - suffix.length - 2
  if (stackName.length + logicalId.length <= room) return `${stackName}-${logicalId}-${suffix}`
  const half = Math.floor(room / 2)
  const stackPart = stackName.slice(0, Math.max(half, room - logicalId.length))
  return `${stackPart}-${logicalId.slice(0, room - stackPart.length)}-${suffix}`
}

/** The same in small letters, as RDS wants it. */
export function nameDatabaseResource(context: ResourceContext): string {
  return nameResource(context, 63).toLowerCase()
}
