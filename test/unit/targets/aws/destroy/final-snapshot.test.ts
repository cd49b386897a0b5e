import { expect, it } from 'vitest'
import { isFinalSnapshot } from '../../../../../src/targets/aws/destroy/keep-snapshot.ts'

it.each([
  ['rds-proxy-webhook-dev', 'rds-proxy-webhook-dev-final-mib1x', true],
  ['rds-proxy-webhook-Dev', 'rds-proxy-webhook-dev-final-mib1x', true],
  ['rds-proxy-webhook-Dev', 'rds-proxy-webhook-dev-snapshot-databaseinstance-1a2b', true],
  ['rds-proxy-webhook-dev', 'rds-proxy-webhook-dev-b-final-mib1x', false],
  ['rds-proxy-webhook-dev', 'by-hand', false],
])('of %s: %s is %s', (stackName, id, is) => {
  expect(isFinalSnapshot({ stackName }, id)).toBe(is)
})
