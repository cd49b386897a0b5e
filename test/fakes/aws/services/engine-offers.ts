import type { FakeAccount } from '../account.ts'
import type { Input } from '../protocols/operations.ts'
import { NamedList } from '../protocols/xml.ts'
import { listEngineVersions, listOrderableClasses } from '../state/offers.ts'
import { listZones } from '../state/zones.ts'
import { listRds } from './rds-listing.ts'

/** An engine, class or version that RDS does not offer gives an empty list, not an error. */
export function describeOrderableOptions(account: FakeAccount, input: Input): object {
  const { Engine, EngineVersion, DBInstanceClass } = input
  const all = listEngineVersions(Engine, EngineVersion).flatMap((version) =>
    listOrderableClasses(account)
      .filter((name) => DBInstanceClass === undefined || name === DBInstanceClass)
      .flatMap((name) => ['gp2', 'gp3'].map((storage) => describeOption(account, version, name, storage))),
  )
  const { items, Marker } = listRds(input, all)
  return { Marker, OrderableDBInstanceOptions: new NamedList('OrderableDBInstanceOption', items) }
}

function describeOption(account: FakeAccount, EngineVersion: string, DBInstanceClass: string, StorageType: string) {
  return {
    Engine: 'mysql',
    EngineVersion,
    DBInstanceClass,
    LicenseModel: 'general-public-license',
    AvailabilityZones: new NamedList(
      'AvailabilityZone',
      listZones(account.region).map(({ name }) => ({ Name: name })),
    ),
    MultiAZCapable: true,
    Vpc: true,
    SupportsStorageEncryption: true,
    StorageType,
    MinStorageSize: 20,
    MaxStorageSize: 65_536,
  }
}

export function describeEngineVersions(input: Input): object {
  const versions = listEngineVersions(input.Engine, input.EngineVersion)
  const all = versions.map((EngineVersion) => {
    const major = EngineVersion.split('.').slice(0, 2).join('.')
    return {
      Engine: 'mysql',
      EngineVersion,
      MajorEngineVersion: major,
      DBParameterGroupFamily: `mysql${major}`,
      DBEngineDescription: 'MySQL Community Edition',
      DBEngineVersionDescription: `MySQL ${EngineVersion}`,
      Status: 'available',
    }
  })
  const wanted = String(input.DefaultOnly) === 'true' ? all.slice(0, 1) : all
  const { items, Marker } = listRds(input, wanted)
  return { Marker, DBEngineVersions: new NamedList('DBEngineVersion', items) }
}
