import type { FakeAccount } from '../account.ts'
import { FakeServiceError } from '../service.ts'

const versions = ['8.4.10', '8.4.9', '8.4.8', '8.0.46', '8.0.45', '5.7.44-rds.20260521']

const classes = [
  'db.t4g.micro',
  'db.t4g.small',
  'db.t4g.medium',
  'db.t4g.large',
  'db.t3.micro',
  'db.t3.small',
  'db.m7g.large',
  'db.r7g.large',
]

/** Of MySQL, the newest first; a major version stands for all of its own. */
export function listEngineVersions(engine: unknown = 'mysql', version: unknown = ''): string[] {
  if (engine !== 'mysql') return []
  return versions.filter((each) => version === '' || each === version || each.startsWith(`${version}.`))
}

/** Without those that a test took off the offer. */
export function listOrderableClasses(account: FakeAccount): string[] {
  return classes.filter((name) => !account.missingClasses.has(name))
}

/** @throws FakeServiceError, in RDS's words, for a class that the region does not have (for this version) */
export function requireOffer(account: FakeAccount, instanceClass: string, version: string): void {
  if (listOrderableClasses(account).includes(instanceClass) && listEngineVersions('mysql', version).length > 0) return
  throw new FakeServiceError(
    'InvalidParameterCombination',
    `RDS does not support creating a DB instance with the following combination: DBInstanceClass=${instanceClass}, \
Engine=mysql, EngineVersion=${version}, LicenseModel=general-public-license. For supported combinations of instance \
class and database engine version, see the documentation.`,
  )
}
