import type { Condition } from './grant.ts'
import { environmentTag, type PolicyPlace } from './place.ts'

/**
 * The call comes from CloudFormation, in the caller's name: the same call made directly is refused.
 * Source: IAM User Guide, "AWS global condition context keys", aws:CalledVia.
 */
export const throughCloudFormation: Condition = {
  'ForAnyValue:StringEquals': { 'aws:CalledVia': 'cloudformation.amazonaws.com' },
}

/** Through CloudFormation, and what is touched carries the environment's tag. */
export function onOwn({ environment }: PolicyPlace): Condition {
  return { ...throughCloudFormation, StringEquals: { [`aws:ResourceTag/${environmentTag}`]: environment } }
}

/** What is touched carries the environment's tag, whoever calls. */
export function onOwnDirectly({ environment }: PolicyPlace): Condition {
  return { StringEquals: { [`aws:ResourceTag/${environmentTag}`]: environment } }
}

/**
 * Through CloudFormation, and nothing of another environment: its tag is asked for where there is one. What is only
 * about to be made has none yet, and not every handler says its tags in the same call.
 */
export function onNew({ environment }: PolicyPlace): Condition {
  return {
    ...throughCloudFormation,
    StringEqualsIfExists: {
      [`aws:RequestTag/${environmentTag}`]: environment,
      [`aws:ResourceTag/${environmentTag}`]: environment,
    },
  }
}
