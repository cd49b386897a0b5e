import { quote } from '../../aws-command.ts'
import { aws, type FailureRow, type KnownOfFailure, quoteWords } from '../failure-row.ts'

/** VPC, subnets, endpoint and security groups. */
export const networkRows: readonly FailureRow[] = [
  {
    recognise: {
      kind: 'AWS::EC2::VPCEndpoint',
      words: /private-dns-enabled cannot be set because there is already a conflicting DNS domain/i,
    },
    explain: (about) => ({
      name: 'SecretsEndpointExists',
      message: 'The VPC has an endpoint of Secrets Manager with private DNS already, and there can be only one.',
      nextSteps: [about.env.command('deploy --secrets-endpoint existing')],
    }),
  },
  {
    recognise: { words: /enableDnsSupport and enableDnsHostnames|enabling private DNS requires/i },
    explain: (about) => ({
      name: 'VpcWithoutDns',
      message: `The VPC does not resolve names, which an endpoint with private DNS needs${quoteWords(about)}.`,
      nextSteps: [
        aws(about, 'ec2 modify-vpc-attribute --vpc-id VPC --enable-dns-hostnames'),
        aws(about, 'ec2 modify-vpc-attribute --vpc-id VPC --enable-dns-support'),
        about.env.command('deploy'),
      ],
    }),
  },
  {
    recognise: { kind: 'AWS::EC2::VPCEndpoint', words: /does not support the availability zone of the subnet/i },
    explain: (about) => ({
      name: 'EndpointNotInZone',
      message: `Secrets Manager has no endpoint in the zone of a subnet${quoteWords(about)}.`,
      nextSteps: [
        about.env.command('deploy --client-auth iam'),
        about.env.command('deploy --subnet-ids SUBNET,SUBNET'),
      ],
    }),
  },
  {
    recognise: {
      words:
        /availability zones? .*is (unavailable|not available) in this region|for parameter availabilityZone(Id)? is invalid|not a subnet in .*the targeted availability zone|(is|are) in (an )?unsupported (availability zones?|AZs?)/i,
    },
    explain: (about) => ({
      name: 'ZoneNotAvailable',
      message: `${about.failure.logicalId} (${about.failure.kind}) cannot be placed in this zone of ${about.env.region}${quoteWords(about)}.`,
      nextSteps: [
        aws(
          about,
          `ec2 describe-availability-zones --query 'AvailabilityZones[].[ZoneName,ZoneId,State]' --output text`,
        ),
        about.env.command('deploy --vpc-id VPC --subnet-ids SUBNET,SUBNET'),
        about.env.command('deploy --region REGION'),
      ],
    }),
  },
  {
    recognise: {
      codes: ['InvalidSubnetID.NotFound', 'InvalidVpcID.NotFound', 'InvalidSubnet', 'InvalidVPCNetworkState'],
      words:
        /(subnet|vpc) ids? '?.*does not exist|subnets? .*(not|does not) .*(same|belong to).*vpc|some input subnets .* are invalid|CIDR .*conflicts with another subnet/i,
    },
    explain: (about) => ({
      name: 'SubnetNotUsable',
      message: `A subnet or the VPC cannot be used${quoteWords(about)}.`,
      nextSteps: [
        aws(about, "ec2 describe-subnets --query 'Subnets[].[SubnetId,VpcId,AvailabilityZoneId]' --output text"),
        about.env.command('deploy --vpc-id VPC --subnet-ids SUBNET,SUBNET'),
      ],
    }),
  },
  {
    recognise: {
      codes: ['InsufficientFreeAddressesInSubnet', 'InsufficientAvailableIPsInSubnet'],
      words: /(not enough|insufficient) (free|available) (ip )?addresses/i,
    },
    explain: (about) => ({
      name: 'SubnetFull',
      message: `A subnet has no free addresses left${quoteWords(about)}.`,
      nextSteps: [
        aws(about, "ec2 describe-subnets --query 'Subnets[].[SubnetId,AvailableIpAddressCount]' --output text"),
        about.env.command('deploy --subnet-ids SUBNET,SUBNET'),
      ],
    }),
  },
  {
    recognise: {
      status: /^DELETE_FAILED$/,
      codes: ['DependencyViolation'],
      words: /has a dependent object|has dependencies and cannot be deleted|is currently in use|DependencyViolation/i,
    },
    explain: (about) => ({
      name: 'StillInUse',
      message: `${about.failure.logicalId} is still used, most likely by network interfaces that Lambda gives back only after 20 to 40 minutes.`,
      nextSteps: [
        `${about.env.command('destroy')}  # in half an hour: it goes on where it stopped`,
        askInterfaces(about),
      ],
    }),
  },
]

function askInterfaces(about: KnownOfFailure): string {
  const filter = /^sg-/.test(about.failure.physicalId)
    ? `Name=group-id,Values=${quote(about.failure.physicalId)}`
    : /^subnet-/.test(about.failure.physicalId)
      ? `Name=subnet-id,Values=${quote(about.failure.physicalId)}`
      : "'Name=description,Values=AWS Lambda VPC ENI*'"
  return aws(about, `ec2 describe-network-interfaces --filters ${filter}`)
}
