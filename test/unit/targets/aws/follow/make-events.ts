import type { StackEvent } from '../../../../../src/targets/aws/follow/stack-event.ts'

export const stackId = 'arn:aws:cloudformation:eu-west-1:123456789012:stack/rds-proxy-webhook-dev/1'

/** Noon; events say how many seconds after it they happen. */
const noon = Date.UTC(2026, 10, 23, 12)

export const momentOf = (second: number) => noon + second * 1_000

export interface EventLine {
  second: number
  /** `stack` for the stack itself. */
  id: string
  status: string
  reason?: string
  kind?: string
  token?: string
}

/** Events of a stack, in the order given. */
export function makeEvents(lines: readonly EventLine[]): StackEvent[] {
  return lines.map(({ second, id, status, reason, kind = 'AWS::IAM::Role', token }) => ({
    id: `${id}-${status}-${second}`,
    stackId,
    logicalId: id === 'stack' ? 'rds-proxy-webhook-dev' : id,
    physicalId: id === 'stack' ? stackId : '',
    kind: id === 'stack' ? 'AWS::CloudFormation::Stack' : kind,
    status,
    at: new Date(momentOf(second)),
    ...(reason === undefined ? {} : { reason }),
    ...(token === undefined ? {} : { token }),
  }))
}

/** A line as it is read best: `10 Role CREATE_COMPLETE the reason`. */
export function readLines(text: string): EventLine[] {
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const [second = '', id = '', status = '', ...reason] = line.trim().split(/\s+/)
      return { second: Number(second), id, status, ...(reason.length > 0 ? { reason: reason.join(' ') } : {}) }
    })
}
