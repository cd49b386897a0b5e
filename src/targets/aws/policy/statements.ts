import type { Condition, Grant } from './grant.ts'

export interface Statement {
  Effect: 'Allow'
  Action: string[]
  Resource: string[]
  Condition?: Condition
}

export interface PolicyDocument {
  Version: '2012-10-17'
  Statement: Statement[]
}

/** Characters that a managed policy may have; spaces do not count. Source: IAM User Guide, "IAM and AWS STS quotas". */
export const managedPolicyLimit = 6144

/**
 * As few statements as say the same: equal conditions on the same kind of thing are put together. Actions of different
 * services may share a statement where the resources tell them apart, as an action never reaches another service's ARN.
 */
export function writeStatements(grants: readonly Grant[]): Statement[] {
  const byResources = group(grants, ({ resources, condition, joinable }) =>
    key(condition, [String(joinable), ...[...resources].sort()]),
  )
  const widened = byResources.map((same) => merge(same))
  const byActions = group(widened, ({ actions, condition, joinable }) =>
    key(condition, [String(joinable), ...[...actions].sort()]),
  )
  const once = byActions.map((same) => merge(same))
  const joined = group(once, (grant) => key(grant.condition, grant.joinable ? ['joinable'] : grant.resources))
  const byCondition = group(
    joined.map((same) => merge(same)),
    (grant) => key(grant.condition, canShare(grant) ? [] : grant.resources),
  )
  return byCondition.flatMap((same) => joinServices(same)).map(writeStatement)
}

/** Grants of different services under one condition may be one statement; two of one service would mix their ARNs. */
function joinServices(grants: Grant[]): Grant[] {
  const joined: { grant: Grant; services: Set<string> }[] = []
  for (const grant of grants) {
    const services = new Set(grant.actions.map(serviceOf))
    const place = joined.find((each) => ![...services].some((service) => each.services.has(service)))
    if (place) {
      place.grant = merge([place.grant, grant])
      for (const service of services) place.services.add(service)
    } else joined.push({ grant, services })
  }
  return joined.map(({ grant }) => grant)
}

/** Not where `*` stands for everything. */
function canShare({ resources }: Grant): boolean {
  return !resources.includes('*')
}

function serviceOf(action: string): string {
  return action.split(':')[0] ?? action
}

function merge(grants: readonly Grant[]): Grant {
  const [{ condition } = { condition: undefined }] = grants
  return {
    actions: unique(grants.flatMap(({ actions }) => actions)),
    resources: unique(grants.flatMap(({ resources }) => resources)),
    ...(condition && { condition }),
    ...(grants.every(({ joinable }) => joinable) && { joinable: true }),
  }
}

function writeStatement({ actions, resources, condition }: Grant): Statement {
  return {
    Effect: 'Allow',
    Action: [...actions].sort(),
    Resource: [...resources].sort(),
    ...(condition && { Condition: condition }),
  }
}

function group(grants: readonly Grant[], keyOf: (grant: Grant) => string): Grant[][] {
  const groups = new Map<string, Grant[]>()
  for (const grant of grants) groups.set(keyOf(grant), [...(groups.get(keyOf(grant)) ?? []), grant])
  return [...groups.values()]
}

function key(condition: Condition | undefined, rest: readonly string[]): string {
  return JSON.stringify([condition ?? null, rest])
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)]
}
