import { explainDenial } from '../../aws-errors/explain-denial.ts'
import { aws, type FailureRow, type KnownOfFailure } from '../failure-row.ts'

/** Services whose role for themselves a fresh account lacks, by a word in the kind of the resource. */
const linkedServices: readonly [RegExp, string][] = [
  [/^AWS::RDS::/, 'rds.amazonaws.com'],
  [/^AWS::ApiGatewayV2::/, 'ops.apigateway.amazonaws.com'],
]

/** What the caller may not do. CloudFormation acts with the caller's own rights. */
export const accessRows: readonly FailureRow[] = [
  {
    recognise: {
      words:
        /permission to create service.linked role|service.linked role.*(does not exist|missing|required|not authorized)|iam:CreateServiceLinkedRole/i,
    },
    explain: (about) => ({
      name: 'ServiceLinkedRoleMissing',
      message: `${linkedService(about)} has no role for itself in this account yet, and these credentials may not make it.`,
      nextSteps: [
        `${aws(about, `iam create-service-linked-role --aws-service-name ${linkedService(about)}`)}  # once, by an administrator`,
        about.env.command('deploy'),
      ],
    }),
  },
  {
    recognise: {
      codes: ['AccessDenied', 'UnauthorizedTaggingOperation', 'UnauthorizedOperation'],
      words: /is not authorized to perform|you are not authorized to perform|access denied/i,
    },
    explain: ({ env, failure }) => explainDenial(failure.reason, env),
  },
]

function linkedService({ failure }: KnownOfFailure): string {
  return linkedServices.find(([kind]) => kind.test(failure.kind))?.[1] ?? 'rds.amazonaws.com'
}
