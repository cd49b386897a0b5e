import { runSimulation } from '@cloud-copilot/iam-simulate'
import type { PolicyPlace } from '../../../../../src/targets/aws/policy/place.ts'

export const place: PolicyPlace = {
  partition: 'aws',
  region: 'eu-west-1',
  account: '123456789012',
  environment: 'dev',
  stackName: 'rds-proxy-webhook-dev',
  assetBucket: 'rds-proxy-webhook-assets-123456789012-eu-west-1',
}

export interface Attempt {
  action: string
  resource: string
  /** Context keys of the request. */
  context?: Record<string, string | string[]>
}

/** Decisions by policies and attempt: the same is asked for many kinds of resources, and takes milliseconds each time. */
const decisions = new WeakMap<readonly object[], Map<string, Promise<boolean>>>()

/** Whether somebody who has these policies and no others may do this, as IAM would decide. Throws for what IAM does not know. */
export function mayDo(policies: readonly object[], attempt: Attempt): Promise<boolean> {
  const known = decisions.get(policies) ?? new Map<string, Promise<boolean>>()
  decisions.set(policies, known)
  const key = JSON.stringify(attempt)
  const decision = known.get(key) ?? decide(policies, attempt)
  known.set(key, decision)
  return decision
}

async function decide(policies: readonly object[], { action, resource, context = {} }: Attempt): Promise<boolean> {
  const result = await runSimulation(
    {
      request: {
        principal: 'arn:aws:iam::123456789012:user/ann',
        action,
        resource: { resource, accountId: place.account },
        contextVariables: context,
      },
      identityPolicies: policies.map((policy, index) => ({ name: `part-${index}`, policy })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  )
  // No such action on such a thing: nobody may do it.
  if (result.resultType === 'error' && result.errors.message === 'no.resource.types') return false
  if (result.resultType === 'error') throw new Error(`${action} on ${resource}: ${JSON.stringify(result.errors)}`)
  return result.overallResult === 'Allowed'
}

/** As CloudFormation calls in the caller's name. */
export const throughCloudFormation = { 'aws:CalledVia': ['cloudformation.amazonaws.com'] }
