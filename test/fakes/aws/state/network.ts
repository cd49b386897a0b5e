import type { Tags } from './tags.ts'

export interface FakeVpc {
  id: string
  cidr: string
  isDefault: boolean
  /** Whether names are resolved in it; absent: they are. */
  dns?: boolean
  tags: Tags
}

export interface FakeSubnet {
  id: string
  vpcId: string
  cidr: string
  zone: string
  tags: Tags
}

export interface FakeSecurityGroup {
  id: string
  vpcId: string
  name: string
  description: string
  ingress: FakeRule[]
  egress: FakeRule[]
  tags: Tags
}

export interface FakeRule {
  protocol: string
  fromPort?: number
  toPort?: number
  cidr?: string
  sourceGroupId?: string
  description?: string
}

export interface FakeEndpoint {
  id: string
  vpcId: string
  serviceName: string
  type: string
  state: 'pending' | 'available' | 'deleting'
  subnetIds: string[]
  securityGroupIds: string[]
  privateDns: boolean
  createdAt: number
  tags: Tags
}

export interface FakeNetworkInterface {
  id: string
  subnetId: string
  vpcId: string
  securityGroupIds: string[]
  description: string
  /** `interface`, `vpc_endpoint`, `lambda`. */
  type: string
  address: string
  /** Functions or the one resource that need it, by ARN or id. */
  users: Set<string>
  /** Set when nobody needs it any more: when AWS will have removed it, on the account's clock in milliseconds. */
  goneAt?: number
}
