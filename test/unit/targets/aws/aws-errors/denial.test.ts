import { describe, expect, it } from 'vitest'
import { readDenial } from '../../../../../src/targets/aws/aws-errors/denial.ts'
import { explainDenial } from '../../../../../src/targets/aws/aws-errors/explain-denial.ts'
import { makeEnvironment } from '../aws-environment.ts'

const user = 'arn:aws:iam::123456789012:user/team/ann'
const role = 'arn:aws:sts::123456789012:assumed-role/Developer/ann'
const proxy = 'arn:aws:rds:eu-west-1:123456789012:db-proxy:*'
const refuse = (why: string, who = role) =>
  `User: ${who} is not authorized to perform: rds:CreateDBProxy on resource: ${proxy} ${why}`

const explain = (message: string) => explainDenial(message, makeEnvironment())

describe('what AWS says of a refusal', () => {
  it.each([
    ['because no identity-based policy allows the rds:CreateDBProxy action', 'identity', false],
    ['with an explicit deny in an identity-based policy', 'identity', true],
    ['because no permissions boundary allows the rds:CreateDBProxy action', 'boundary', false],
    ['with an explicit deny in a permissions boundary', 'boundary', true],
    ['because no service control policy allows the rds:CreateDBProxy action', 'scp', false],
    ['with an explicit deny in a service control policy: arn:aws:organizations::1:policy/p', 'scp', true],
    ['with an explicit deny in a resource control policy', 'rcp', true],
    ['because no session policy allows the rds:CreateDBProxy action', 'session', false],
    ['because no VPC endpoint policy allows the rds:CreateDBProxy action', 'endpoint', false],
    ['because no resource-based policy allows the rds:CreateDBProxy action', 'resource', false],
    ['', 'unknown', false],
  ])('%j is decided by %s', (why, by, explicit) => {
    expect(readDenial(refuse(why))).toEqual({
      principal: role,
      action: 'rds:CreateDBProxy',
      resource: proxy,
      by,
      explicit,
    })
  })

  it('is found inside the reason of a stack event', () => {
    const reason = `Resource handler returned message: "User: ${role} is not authorized to perform: ec2:CreateVpc on resource: arn:aws:ec2:eu-west-1:123456789012:vpc/* because no identity-based policy allows the ec2:CreateVpc action. Encoded authorization failure message: aBc_123 (Service: Ec2, Status Code: 403, Request ID: x)" (RequestToken: y, HandlerErrorCode: AccessDenied)`
    expect(readDenial(reason)).toEqual({
      principal: role,
      action: 'ec2:CreateVpc',
      resource: 'arn:aws:ec2:eu-west-1:123456789012:vpc/*',
      by: 'identity',
      explicit: false,
      encoded: 'aBc_123',
    })
  })

  it('may be nothing', () => {
    expect(readDenial('Access Denied')).toEqual({ by: 'unknown', explicit: false })
  })
})

describe('what can be done about it', () => {
  it('is the missing statement, for the role of a session', () => {
    const { message, nextSteps } = explain(
      refuse('because no identity-based policy allows the rds:CreateDBProxy action'),
    )
    expect(message).toBe(`${role} may not do rds:CreateDBProxy on ${proxy}: no policy of the user or role allows it.`)
    const [, whose, statement] = /^Add to the policy of (\S+): (.*)$/.exec(nextSteps[0]) ?? []
    expect(whose).toBe('arn:aws:iam::123456789012:role/Developer')
    expect(JSON.parse(statement ?? '')).toEqual({ Effect: 'Allow', Action: 'rds:CreateDBProxy', Resource: proxy })
    expect(nextSteps[1]).toContain('rds-proxy-webhook plan --policy --env dev')
  })

  it('is not a policy of the user where the organization forbids it', () => {
    const { message, nextSteps } = explain(refuse('with an explicit deny in a service control policy'))
    expect(message).toContain('a service control policy of the organization forbids it')
    expect(nextSteps.join()).not.toContain('"Allow"')
    expect(nextSteps.join()).toContain('organization')
  })

  it('is the boundary where that lacks it', () => {
    const { nextSteps } = explain(refuse('because no permissions boundary allows the rds:CreateDBProxy action'))
    expect(nextSteps[0]).toMatch(/permissions boundary of .*"Allow"/)
  })

  it('may be MFA where a user is explicitly denied', () => {
    const { nextSteps } = explain(refuse('with an explicit deny in an identity-based policy', user))
    expect(nextSteps[0]).toContain(
      'aws sts get-session-token --serial-number arn:aws:iam::123456789012:mfa/ann --token-code CODE',
    )
    expect(nextSteps[1]).toContain('lift the Deny on rds:CreateDBProxy')
  })

  it('is to decode what AWS says only in code', () => {
    const { nextSteps } = explain(
      'You are not authorized to perform this operation. Encoded authorization failure message: aBc_123',
    )
    expect(nextSteps[0]).toContain('aws sts decode-authorization-message')
    expect(nextSteps[0]).toContain('aBc_123')
  })

  it('is never to allow everything because AWS did not say what', () => {
    for (const why of ['Access Denied', 'no permissions boundary allows it', 'no session policy allows it']) {
      expect(explain(why).nextSteps.join()).not.toMatch(/"Action":\s*"\*"/)
    }
  })
})
