import type { FakeAccount } from '../account.ts'
import type { Input } from '../protocols/operations.ts'
import { FakeServiceError } from '../service.ts'
import type { FakeRule } from '../state/network.ts'
import { listEc2, writeTagSet } from './ec2-listing.ts'

export function describeSecurityGroups(account: FakeAccount, input: Input): object {
  return listEc2(input, {
    all: [...account.securityGroups.values()],
    idsMember: 'GroupId',
    missing: (id) => new FakeServiceError('InvalidGroup.NotFound', `The security group '${id}' does not exist`),
    filters: {
      'group-id': ({ id }) => [id],
      'group-name': ({ name }) => [name],
      'vpc-id': ({ vpcId }) => [vpcId],
      description: ({ description }) => [description],
    },
    describe: (group) => ({
      groupId: group.id,
      groupName: group.name,
      groupDescription: group.description,
      vpcId: group.vpcId,
      ownerId: account.id,
      ipPermissions: group.ingress.map((rule) => writePermission(account, rule)),
      ipPermissionsEgress: group.egress.map((rule) => writePermission(account, rule)),
      tagSet: writeTagSet(group.tags),
    }),
    answerMember: 'securityGroupInfo',
  })
}

function writePermission({ id: userId }: FakeAccount, rule: FakeRule): object {
  const { protocol, fromPort, toPort, cidr, sourceGroupId, description } = rule
  return {
    ipProtocol: protocol,
    fromPort,
    toPort,
    groups: sourceGroupId === undefined ? [] : [{ groupId: sourceGroupId, userId, description }],
    ipRanges: cidr === undefined ? [] : [{ cidrIp: cidr, description }],
  }
}
