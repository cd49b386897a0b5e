import type { AwsSettings } from '../src/settings/settings.ts'

/** The functions that run on Lambda; `rotation` only where the environment owns its secret. */
const functionNames = ['webhook', 'query', 'rotation'] as const
export type FunctionName = (typeof functionNames)[number]

/** Everything the template depends on. Equal inputs give equal templates. */
export interface StackInput {
  /** Letters, digits and single hyphens, at most 32: it is part of the stack's and the proxy's name. */
  environment: string
  settings: AwsSettings
  /** Where the functions' bundles lie. Absent: the template asks for it by parameters, as a dry run shows it. */
  code?: CodeLocation
  /**
   * Ids (not names) of the two zones to use, such as `use1-az1`. Absent: see `chooseZones`.
   * Another choice for a stack that exists replaces subnets and proxy, so pass what it was made with.
   */
  availabilityZoneIds?: readonly [string, string]
}

/** Content-addressed objects: a changed bundle has another key, which is how CloudFormation notices it. */
export interface CodeLocation {
  bucket: string
  keys: Record<FunctionName, string>
}
