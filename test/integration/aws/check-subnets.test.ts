import { describe, expect, it } from 'vitest'
import type { AwsSettings } from '../../../src/settings/settings.ts'
import { checkSubnets } from '../../../src/targets/aws/network/check-subnets.ts'
import { refuseMove } from '../../../src/targets/aws/network/refuse-other-vpc.ts'
import { planAws } from '../../../src/targets/aws/plan.ts'
import { addExistingNetwork } from '../../fakes/aws/state/existing-network.ts'
import { existingNetwork, makeSettings } from '../../unit/stack/example-input.ts'
import { readSmallBundles, useWorkplace } from './deploy-fixture.ts'

const at = useWorkplace()
const { vpcId } = existingNetwork
const [one = '', other = ''] = existingNetwork.subnetIds.split(',')

function check(changes: Partial<AwsSettings> = {}, name = 'dev') {
  return checkSubnets(at().open(name), makeSettings({ ...existingNetwork, ...changes }))
}

const addNetwork = (options: { dns?: boolean; subnetIds?: string[] } = {}) =>
  addExistingNetwork(at().aws.account, { vpcId, subnetIds: [one, other], ...options })

function moveTo(id: string, changes: { vpcId?: string; zone?: string }) {
  const subnet = at().aws.account.subnets.get(id)
  if (!subnet) throw new Error(`no subnet ${id}`)
  at().aws.account.subnets.set(id, { ...subnet, ...changes })
}

describe('subnets that exist', () => {
  it('are asked for nothing where the VPC is its own', async () => {
    expect(await checkSubnets(at().open(), makeSettings())).toEqual([])
    expect(at().aws.calls).toEqual([])
  })

  it('will do in two zones of the VPC named', async () => {
    addNetwork()
    expect(await check()).toEqual([])
  })

  it('have to be there', async () => {
    addNetwork({ subnetIds: [one] })
    await expect(check()).rejects.toMatchObject({
      name: 'SubnetNotFound',
      message: `There is no subnet ${other} in eu-west-1 in this account.`,
      nextSteps: [expect.stringContaining('aws ec2 describe-subnets'), expect.stringContaining('--subnet-ids')],
    })
  })

  it('have to be in the VPC named', async () => {
    addNetwork()
    moveTo(other, { vpcId: 'vpc-0fedcba9876543210' })
    await expect(check()).rejects.toMatchObject({
      name: 'SubnetInOtherVpc',
      message: `Subnet ${other} is in the VPC vpc-0fedcba9876543210, and not in ${vpcId}.`,
    })
  })

  it('have to be in different zones', async () => {
    addNetwork()
    moveTo(other, { zone: at().aws.account.subnets.get(one)?.zone ?? '' })
    await expect(check()).rejects.toMatchObject({
      name: 'SubnetsInOneZone',
      message: expect.stringMatching(`^Subnets ${one} and ${other} are in the same zone euw1-az\\d; each has to`),
    })
  })

  it('need no way to Secrets Manager where clients sign tokens', async () => {
    addNetwork({ dns: false })
    expect(await check({ clientAuth: 'iam' })).toEqual([])
    expect(at().count('ec2:DescribeVpcEndpoints')).toBe(0)
  })

  it('need a VPC that resolves names for an endpoint of their own', async () => {
    addNetwork({ dns: false })
    await expect(check()).rejects.toMatchObject({
      name: 'VpcWithoutDns',
      nextSteps: [
        `aws ec2 modify-vpc-attribute --vpc-id ${vpcId} --enable-dns-support --region eu-west-1`,
        `aws ec2 modify-vpc-attribute --vpc-id ${vpcId} --enable-dns-hostnames --region eu-west-1`,
      ],
    })
  })
})

describe('an endpoint of Secrets Manager in the VPC', () => {
  it('is no obstacle when it is the own one of the environment, and one for another environment', async () => {
    addNetwork()
    await at().deploy(existingNetwork)
    expect(at().aws.account.endpoints.size).toBe(1)
    expect(await check()).toEqual([])
    const [id] = at().aws.account.endpoints.keys()
    await expect(check({}, 'other')).rejects.toMatchObject({
      name: 'SecretsEndpointExists',
      message: `${vpcId} has an endpoint of Secrets Manager with private DNS already (${id}), and there can be only one.`,
      nextSteps: ['--secrets-endpoint existing', '--client-auth iam'],
    })
    const [notice] = await check({ secretsEndpoint: 'existing' }, 'other')
    expect(notice).toMatch(`The functions read the secret through ${id}: its security group sg-`)
  })

  it('that is missing is worth a word where there is said to be a way', async () => {
    addNetwork()
    expect(await check({ secretsEndpoint: 'existing' })).toEqual([
      `${vpcId} has no endpoint of Secrets Manager with private DNS: the subnets need a NAT gateway, or the functions cannot read the secret.`,
    ])
  })
})

describe('an environment that runs', () => {
  it('is not moved to another VPC, which is told before anything is changed', async () => {
    addNetwork()
    await at().deploy()
    await expect(refuseMove(at().open(), makeSettings(existingNetwork))).rejects.toMatchObject({
      name: 'VpcCannotChange',
      message: 'Environment dev is in a VPC of its own, and RDS moves no database to another one.',
      nextSteps: [
        "--vpc-id ''  # stays where it is",
        expect.stringMatching(/^rds-proxy-webhook init --target aws --env OTHER-NAME {2}# /),
      ],
    })
    await expect(refuseMove(at().open(), makeSettings())).resolves.toBeUndefined()
    await expect(refuseMove(at().open('other'), makeSettings(existingNetwork))).resolves.toBeUndefined()
  })

  it('is planned in no other VPC either', async () => {
    addNetwork()
    await at().deploy(existingNetwork)
    const context = { signal: new AbortController().signal }
    const parts = { readBundles: readSmallBundles }
    await expect(planAws(at().open(), makeSettings(), context, parts)).rejects.toMatchObject({
      name: 'VpcCannotChange',
      nextSteps: [`--vpc-id ${vpcId}  # stays where it is`, expect.any(String)],
    })
    await expect(planAws(at().open(), makeSettings(existingNetwork), context, parts)).resolves.toBeDefined()
  })
})
