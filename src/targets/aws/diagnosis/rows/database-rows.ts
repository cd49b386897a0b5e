import { quote } from '../../aws-command.ts'
import { aws, type FailureRow, type KnownOfFailure, quoteWords } from '../failure-row.ts'

const kind = 'AWS::RDS::DBInstance'

/** The database instance: what RDS refuses, cannot place or does not delete. */
export const databaseRows: readonly FailureRow[] = [
  {
    recognise: {
      kind,
      codes: ['InsufficientDBInstanceCapacity'],
      words: /sufficient capacity|InsufficientDBInstanceCapacity/i,
    },
    explain: (about) => ({
      name: 'NoInstanceCapacity',
      message: `AWS has no free instance of this class in the zones of the database at the moment${quoteWords(about)}.`,
      nextSteps: [
        `${about.env.command('deploy')}  # in some minutes; it usually passes`,
        about.env.command('deploy --instance-class CLASS'),
      ],
    }),
  },
  {
    recognise: {
      kind,
      words:
        /cannot find version|(engine ?version|version) .*(not available|not supported|invalid|deprecated)|unsupported engine version/i,
      codes: ['UnsupportedDBEngineVersion'],
    },
    explain: (about) => ({
      name: 'EngineVersionNotAvailable',
      message: `RDS does not offer this MySQL version in ${about.env.region}${quoteWords(about)}.`,
      nextSteps: [
        aws(about, "rds describe-db-engine-versions --engine mysql --query 'DBEngineVersions[].EngineVersion'"),
        about.env.command('deploy --engine-version VERSION'),
      ],
    }),
  },
  {
    recognise: {
      kind,
      words:
        /does not support creating a DB instance with the following combination|cannot create a .*database instance|not available in|invalid DB instance class|DBInstanceClass .*not supported/i,
      status: /^(CREATE|UPDATE)_FAILED$/,
    },
    explain: (about) => ({
      name: 'InstanceClassNotAvailable',
      message: `RDS does not offer this instance class with this MySQL version in the zones of the database${quoteWords(about)}.`,
      nextSteps: [
        aws(
          about,
          "rds describe-orderable-db-instance-options --engine mysql --vpc --query 'OrderableDBInstanceOptions[].[DBInstanceClass,EngineVersion]' --output text",
        ),
        about.env.command('deploy --instance-class CLASS'),
      ],
    }),
  },
  {
    recognise: {
      codes: ['DBSubnetGroupDoesNotCoverEnoughAZs'],
      words: /availability zone coverage requirement|cover at least (2|two) availability zones/i,
    },
    explain: (about) => ({
      name: 'SubnetsInOneZone',
      message: `The subnets are all in one zone, and a database needs two${quoteWords(about)}.`,
      nextSteps: [
        aws(about, "ec2 describe-subnets --query 'Subnets[].[SubnetId,VpcId,AvailabilityZoneId]' --output text"),
        about.env.command('deploy --subnet-ids SUBNET,SUBNET'),
      ],
    }),
  },
  {
    recognise: { words: /cannot delete protected DB instance|disable deletion protection/i },
    explain: (about) => ({
      name: 'DatabaseProtected',
      message: 'The database is protected against deletion, so it is still there.',
      nextSteps: [about.env.command('destroy --remove-protection')],
    }),
  },
  {
    recognise: {
      kind,
      words:
        /storage (size|full)|storage.*(cannot be|can't be|may not be) (reduced|decreased|smaller)|allocated storage/i,
    },
    explain: (about) => ({
      name: 'StorageNotChanged',
      message: `RDS did not change the storage: it can only grow, by a tenth or more, and once in six hours${quoteWords(about)}.`,
      nextSteps: [askInstance(about), about.env.command('deploy --storage GIB')],
    }),
  },
  {
    recognise: {
      kind,
      words: /is not (currently )?in the available state|not in a state|invalid DB instance state/i,
      codes: ['InvalidDBInstanceState'],
    },
    explain: (about) => ({
      name: 'DatabaseBusy',
      message: `The database was busy with something else${quoteWords(about)}.`,
      nextSteps: [askInstance(about), about.env.command('deploy')],
    }),
  },
]

function askInstance(about: KnownOfFailure): string {
  const id = about.idOf(kind)
  return aws(about, `rds describe-db-instances${id === undefined ? '' : ` --db-instance-identifier ${quote(id)}`}`)
}
