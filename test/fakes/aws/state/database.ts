import type { Tags } from './tags.ts'

/** An RDS instance. Times are milliseconds since 1970 on the account's clock. */
export interface FakeInstance {
  id: string
  arn: string
  /** `db-...`: survives a change of the name, and is what automated backups go by. */
  resourceId: string
  status:
    | 'creating'
    | 'available'
    | 'backing-up'
    | 'modifying'
    | 'rebooting'
    | 'deleting'
    | 'failed'
    | 'stopped'
    | 'storage-full'
    | 'incompatible-network'
  instanceClass: string
  engine: string
  engineVersion: string
  storageGib: number
  storageType: string
  multiAz: boolean
  storageEncrypted: boolean
  deletionProtection: boolean
  backupDays: number
  /** True unless CloudFormation (or the caller) asked to keep them. */
  deletesAutomatedBackups: boolean
  copiesTagsToSnapshots: boolean
  masterUser: string
  /** Present when RDS manages the master password. */
  masterSecretArn?: string
  /** Until then the managed password is being rotated. */
  rotatingUntil?: number
  masterSecretImpaired?: boolean
  /** Set by ModifyDBInstance: until then it is `modifying`. */
  modifyingUntil?: number
  /** Set by DeleteDBInstance: when it is gone, and which snapshot it leaves. */
  goneAt?: number
  finalSnapshotId?: string
  subnetGroup: string
  securityGroupIds: string[]
  zone: string
  endpoint: string
  createdAt: number
  tags: Tags
}

/** As DescribeDBProxyTargets has it. */
export interface FakeTargetHealth {
  state: 'REGISTERING' | 'AVAILABLE' | 'UNAVAILABLE' | 'UNUSED'
  reason?: string
  description?: string
}

export interface FakePool {
  maxConnectionsPercent: number
  maxIdleConnectionsPercent: number
  connectionBorrowTimeout: number
  sessionPinningFilters: string[]
  initQuery?: string
}

export interface FakeTargetGroup {
  arn: string
  pool: FakePool
  createdAt: number
  /** Instances whose connections are pooled, with the time when each was registered. */
  targets: Map<string, number>
}

export interface FakeProxy {
  name: string
  arn: string
  status: 'creating' | 'available' | 'modifying' | 'deleting' | 'incompatible-network'
  endpoint: string
  engineFamily: string
  auth: { scheme: string; secretArn: string; iamAuth: string; clientPasswordAuthType?: string }[]
  roleArn: string
  vpcId: string
  subnetIds: string[]
  securityGroupIds: string[]
  requireTls: boolean
  idleClientTimeout: number
  debugLogging: boolean
  createdAt: number
  updatedAt: number
  tags: Tags
  /** Set by DeleteDBProxy: when it is gone. */
  goneAt?: number
  /** Each proxy has exactly one, named `default`. */
  targetGroup: FakeTargetGroup
}

export interface FakeSnapshot {
  id: string
  arn: string
  instanceId: string
  resourceId: string
  type: 'manual' | 'automated'
  status: 'available' | 'creating' | 'deleting'
  storageGib: number
  engine: string
  engineVersion: string
  createdAt: number
  /** Until then it is being made. */
  readyAt?: number
  tags: Tags
}

/** Backups that stay when their instance is gone (`retained`), or that a living one has (`active`). */
export interface FakeAutomatedBackup {
  arn: string
  resourceId: string
  instanceId: string
  status: 'active' | 'retained'
  storageGib: number
  retentionDays: number
  createdAt: number
}
