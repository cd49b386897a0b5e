import type { StackEvent } from '../../../../../src/targets/aws/follow/stack-event.ts'

export const stackId = 'arn:aws:cloudformation:eu-west-1:123456789012:stack/rds-proxy-webhook-dev/0a1b2c3d-0000'

let count = 0

/** An event of the stack `dev`, each a second after the one before. */
export function makeEvent(changes: Partial<StackEvent> = {}): StackEvent {
  count++
  return {
    id: `event-${count}`,
    stackId,
    logicalId: 'DatabaseInstanceAA8A5FDE',
    physicalId: '',
    kind: 'AWS::RDS::DBInstance',
    status: 'CREATE_FAILED',
    at: new Date(Date.UTC(2026, 10, 1, 12, 0, count)),
    ...changes,
  }
}

/** An event of the stack itself. */
export function makeStackEvent(status: string, reason?: string): StackEvent {
  return makeEvent({
    logicalId: 'rds-proxy-webhook-dev',
    physicalId: stackId,
    kind: 'AWS::CloudFormation::Stack',
    status,
    ...(reason === undefined ? {} : { reason }),
  })
}

/** A reason as CloudFormation writes it around what a service said. */
export function frame(words: string, code: string, service = 'Rds'): string {
  const id = '5ce9e2b3-ab97-48ae-9110-21df5e97e9b5'
  return `Resource handler returned message: "${words} (Service: ${service}, Status Code: 400, Request ID: ${id}) (SDK Attempt Count: 1)" (RequestToken: 79d65bb7-1d80-c629-18dc-b61fe9935538, HandlerErrorCode: ${code})`
}

/** A reason as older handlers write it. */
export function frameOld(words: string, code: string, service = 'AmazonEC2'): string {
  return `${words} (Service: ${service}; Status Code: 400; Error Code: ${code}; Request ID: 517031bf-dbb6-4f54-8149-7e431bc3f7cc; Proxy: null)`
}
