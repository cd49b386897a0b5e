import type { FakeAccount } from '../account.ts'
import type { Input } from '../protocols/operations.ts'
import { FakeServiceError } from '../service.ts'
import type { FakeNetworkInterface } from '../state/network.ts'
import { isInUse, listInterfaces } from '../state/network-interfaces.ts'
import { findZone } from '../state/zones.ts'
import { listEc2 } from './ec2-listing.ts'

export function describeInterfaces(account: FakeAccount, input: Input): object {
  return listEc2(input, {
    all: listInterfaces(account),
    idsMember: 'NetworkInterfaceId',
    missing: (id) =>
      new FakeServiceError('InvalidNetworkInterfaceID.NotFound', `The networkInterface ID '${id}' does not exist`),
    filters: {
      'network-interface-id': ({ id }) => [id],
      'group-id': ({ securityGroupIds }) => securityGroupIds,
      'subnet-id': ({ subnetId }) => [subnetId],
      'vpc-id': ({ vpcId }) => [vpcId],
      description: ({ description }) => [description],
      'interface-type': ({ type }) => [type],
      status: (each) => [readStatus(each)],
      'requester-managed': () => ['true'],
    },
    describe: (each) => describe(account, each),
    answerMember: 'networkInterfaceSet',
  })
}

function readStatus(each: FakeNetworkInterface): 'in-use' | 'available' {
  return isInUse(each) ? 'in-use' : 'available'
}

function describe(account: FakeAccount, each: FakeNetworkInterface): object {
  return {
    networkInterfaceId: each.id,
    subnetId: each.subnetId,
    vpcId: each.vpcId,
    availabilityZone: findZone(account.region, account.subnets.get(each.subnetId)?.zone ?? '').name,
    description: each.description,
    interfaceType: each.type,
    ownerId: account.id,
    requesterId: each.type === 'lambda' ? `AROAFAKELAMBDA:${each.description.split(' ').at(-1)}` : 'amazon-rds',
    requesterManaged: true,
    status: readStatus(each),
    privateIpAddress: each.address,
    groupSet: each.securityGroupIds.map((groupId) => ({
      groupId,
      groupName: account.securityGroups.get(groupId)?.name,
    })),
    ...(isInUse(each) && {
      attachment: {
        attachmentId: `${each.type === 'lambda' ? 'ela-' : ''}attach-${each.id.slice(4)}`,
        deleteOnTermination: false,
        deviceIndex: 1,
        instanceOwnerId: each.type === 'lambda' ? 'amazon-aws' : 'amazon-rds',
        status: 'attached',
      },
    }),
  }
}
