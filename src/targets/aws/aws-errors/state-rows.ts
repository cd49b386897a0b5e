import { writeAwsCommand } from '../aws-command.ts'
import { endSentence } from './end-sentence.ts'
import type { ErrorRow } from './error-row.ts'

/** What is there already, is not there, or is busy. */
export const stateRows: readonly ErrorRow[] = [
  {
    codes: ['InsufficientCapabilitiesException', 'InsufficientCapabilities'],
    explain: ({ message }, env) => ({
      name: 'CapabilitiesMissing',
      message: `CloudFormation wants an explicit word before it makes IAM roles: ${endSentence(message)}`,
      nextSteps: [env.command('deploy'), env.command('plan --template')],
    }),
  },
  {
    codes: [
      'AlreadyExistsException',
      'AlreadyExists',
      'EntityAlreadyExists',
      'ResourceExistsException',
      'ResourceAlreadyExistsException',
      'DBInstanceAlreadyExists',
      'DBProxyAlreadyExists',
      'DBProxyAlreadyExistsFault',
      'BucketAlreadyExists',
      'ResourceConflictException',
      'InvalidGroup.Duplicate',
    ],
    explain: ({ message }, env) => ({
      name: 'NameTaken',
      message: `Something of this name is there already: ${endSentence(message)}`,
      nextSteps: [env.command('status'), 'rds-proxy-webhook init --env OTHER_NAME'],
    }),
  },
  {
    codes: [
      'BucketAlreadyOwnedByYou',
      'OperationAborted',
      'OperationInProgressException',
      'ConcurrentModificationException',
    ],
    explain: ({ message }, env) => ({
      name: 'ChangedElsewhere',
      message: `Somebody else changes the same thing at this moment: ${endSentence(message)}`,
      nextSteps: [`${env.command('status')}  # in a minute`, env.command('deploy')],
    }),
  },
  {
    codes: ['ValidationError', 'ValidationException'],
    when: /is in (\S+_IN_PROGRESS|\S+_FAILED) state|can ?not be (?:updated|deleted) while/i,
    explain: ({ message }, env) => ({
      name: 'StackBusy',
      message: `CloudFormation cannot change the stack now: ${endSentence(message)}`,
      nextSteps: [env.command('status'), writeStackEvents(env)],
    }),
  },
  {
    codes: [
      'InvalidDBInstanceState',
      'InvalidDBInstanceStateFault',
      'InvalidDBProxyStateFault',
      'InvalidRequestException',
    ],
    explain: ({ message }, env) => ({
      name: 'NotNow',
      message: `AWS cannot do this in the state that things are in: ${endSentence(message)}`,
      nextSteps: [env.command('status'), `${env.command('deploy')}  # when status says that it runs`],
    }),
  },
  {
    codes: ['StackNotFoundException', 'ChangeSetNotFound', 'ChangeSetNotFoundException'],
    explain: (_, env) => ({
      name: 'StackMissing',
      message: `Account and region have no stack ${env.stackName}, or its change set is gone.`,
      nextSteps: [env.command('status'), env.command('deploy')],
    }),
  },
  {
    codes: [
      'ResourceNotFoundException',
      'DBInstanceNotFound',
      'DBInstanceNotFoundFault',
      'DBProxyNotFoundFault',
      'DBProxyTargetGroupNotFoundFault',
      'NoSuchBucket',
      'NoSuchKey',
      'NoSuchEntity',
    ],
    explain: ({ message }, env) => ({
      name: 'PartMissing',
      message: `A part of the environment is gone, deleted by somebody else: ${endSentence(message)}`,
      nextSteps: [env.command('status --drift'), env.command('deploy')],
    }),
  },
  {
    codes: ['KMSAccessDeniedException', 'KMSKeyNotAccessibleFault', 'DecryptionFailure', 'EncryptionFailure'],
    explain: ({ message }, env) => ({
      name: 'KeyNotUsable',
      message: `The encryption key may not be used: ${endSentence(message)}`,
      nextSteps: [writeAwsCommand('kms list-aliases', env), env.command('plan --policy')],
    }),
  },
]

function writeStackEvents(env: Parameters<ErrorRow['explain']>[1]): string {
  return writeAwsCommand(`cloudformation describe-stack-events --max-items 5 --stack-name ${env.stackName}`, env)
}
