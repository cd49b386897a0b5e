import { quote } from '../../aws-command.ts'
import { aws, type FailureRow, type KnownOfFailure, quoteWords } from '../failure-row.ts'

/** What can happen to any resource. */
export const generalRows: readonly FailureRow[] = [
  {
    recognise: { words: /custom-named resource requires replacing/i },
    explain: (about) => ({
      name: 'ReplacementImpossible',
      message: `${about.failure.logicalId} (${about.failure.kind}) has to be made anew for this change, which AWS refuses as its name would stay the same. Leave it as it is, or make another environment with the new settings.`,
      nextSteps: [about.env.command('plan')],
    }),
  },
  {
    recognise: { codes: ['AlreadyExists', 'ResourceConflict'], words: /already exists/i },
    explain: (about) => ({
      name: 'NameTaken',
      message: `${about.failure.logicalId} (${about.failure.kind}) cannot be made, because one with its name is there already${quoteWords(about)}.`,
      // Of an environment that runs nothing is to be swept away for the sake of one name.
      nextSteps: about.isFirst
        ? [about.env.command('destroy --sweep'), about.env.command('deploy')]
        : listTaken(about, `${about.env.command('deploy')}  # when the other one is gone`),
    }),
  },
  {
    recognise: {
      codes: ['Throttling', 'ThrottlingException', 'TooManyRequests'],
      words: /rate exceeded|throttl|too many requests/i,
    },
    explain: (about) => ({
      name: 'ThrottledByAws',
      message: `AWS had too many calls from this account at once, and CloudFormation gave up on ${about.failure.logicalId}.`,
      nextSteps: [`${about.env.command('deploy')}  # in a minute`],
    }),
  },
  {
    recognise: {
      codes: ['ServiceInternalError', 'InternalFailure', 'ServiceTimeout', 'NetworkFailure'],
      words: /^internal (error|failure)/i,
    },
    explain: (about) => ({
      name: 'AwsServiceFailed',
      message: `${about.failure.kind} failed inside of AWS${quoteWords(about)}.`,
      nextSteps: [about.env.command('deploy'), aws(about, 'health describe-events')],
    }),
  },
]

/** Shows what has the name, as far as it is known; CloudFormation names everything else itself. */
function listTaken(about: KnownOfFailure, again: string): [string, ...string[]] {
  if (about.failure.kind === 'AWS::RDS::DBProxy') return [aws(about, 'rds describe-db-proxies'), again]
  if (about.failure.kind !== 'AWS::Logs::LogGroup') return [again]
  const name = /identifier '(?:\{"\/properties\/LogGroupName":")?([\w./#-]+)/.exec(about.words)?.[1]
  return [
    aws(about, `logs describe-log-groups${name === undefined ? '' : ` --log-group-name-prefix ${quote(name)}`}`),
    again,
  ]
}
