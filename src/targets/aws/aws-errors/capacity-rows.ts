import { endSentence } from './end-sentence.ts'
import type { ErrorRow } from './error-row.ts'

/** Too much at once, too much in all, or AWS out of order. */
export const capacityRows: readonly ErrorRow[] = [
  {
    codes: [
      'Throttling',
      'ThrottlingException',
      'ThrottledException',
      'RequestThrottled',
      'RequestThrottledException',
      'TooManyRequestsException',
      'RequestLimitExceeded',
      'ProvisionedThroughputExceededException',
      'SlowDown',
      'PriorRequestNotComplete',
      'EC2ThrottledException',
    ],
    explain: ({ attempts }, env) => ({
      name: 'Throttled',
      message: `AWS takes no more requests of this account for the moment${attempts ? `, after ${attempts} attempts with growing pauses` : ''}.`,
      nextSteps: [`${env.command('status')}  # in a minute`, env.command('deploy')],
    }),
  },
  {
    codes: ['LimitExceededException', 'LimitExceeded'],
    when: /rate exceeded|too many requests/i,
    explain: (_, env) => ({
      name: 'Throttled',
      message: 'AWS takes no more requests of this account for the moment.',
      nextSteps: [`${env.command('status')}  # in a minute`],
    }),
  },
  {
    codes: [
      'InsufficientDBInstanceCapacity',
      'InsufficientDBInstanceCapacityFault',
      'InsufficientAvailableIPsInSubnetFault',
    ],
    explain: ({ message }, env) => ({
      name: 'CapacityMissing',
      message: `AWS has no room for it now: ${endSentence(message)}`,
      nextSteps: [`${env.command('deploy')} --instance-class CLASS`, env.command('deploy')],
    }),
  },
  {
    codes: [
      'ServiceUnavailable',
      'ServiceUnavailableException',
      'InternalFailure',
      'InternalError',
      'InternalServerError',
      'InternalServiceError',
      'InternalServiceException',
      'ServiceException',
      'Unavailable',
      '503',
      '500',
    ],
    explain: (error, env) => ({
      name: 'AwsOutOfOrder',
      message: `AWS could not answer in ${env.region}: ${endSentence(error.message || error.code)}`,
      nextSteps: [`${env.command('status')}  # in a few minutes`, 'https://health.aws.amazon.com/health/status'],
    }),
  },
]
