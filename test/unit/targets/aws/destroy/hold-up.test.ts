import { describe, expect, it } from 'vitest'
import { isHeldUp } from '../../../../../src/targets/aws/destroy/delete-stack.ts'
import type { StackEvent } from '../../../../../src/targets/aws/follow/stack-event.ts'

function failWith(...reasons: string[]): { failed: StackEvent[] } {
  const failed = reasons.map((reason, index) => ({
    ...{ id: String(index), stackId: 's', logicalId: `R${index}`, physicalId: 'p', kind: 'AWS::EC2::Subnet' },
    ...{ status: 'DELETE_FAILED', reason, at: new Date(0) },
  }))
  return { failed }
}

describe('a delete that failed', () => {
  it.each([
    'resource sg-0123456789abcdef0 has a dependent object (Service: Ec2, Status Code: 400)',
    "The subnet 'subnet-0123456789abcdef0' has dependencies and cannot be deleted.",
    "Network interface 'eni-0123456789abcdef0' is currently in use. (Service: Ec2, Status Code: 400)",
  ])('is only held up by the network: %s', (reason) => {
    expect(isHeldUp(failWith(reason))).toBe(true)
  })

  it('is not helped by waiting when anything else failed too', () => {
    const denied = 'User: arn:aws:iam::1:user/dev is not authorized to perform: iam:DeleteRole'
    expect(isHeldUp(failWith('resource sg-1 has a dependent object', denied))).toBe(false)
    expect(isHeldUp(failWith())).toBe(false)
  })
})
