import { RemovalPolicy } from 'aws-cdk-lib/core'
import type { AwsSettings } from '../src/settings/settings.ts'

/** What a preset decides. */
export interface PresetChoices {
  multiAz: boolean
  /** RDS refuses to delete the instance until this is lifted. */
  deletionProtection: boolean
  /** 0 switches automated backups off, which also makes the first start quicker. */
  backupDays: number
  /** What becomes of the database with the stack. */
  databaseRemoval: RemovalPolicy
  /** Zones with an interface endpoint of Secrets Manager; each costs by the hour. */
  endpointZones: 1 | 2
  alarms: boolean
}

/** `learning` goes with the stack and costs the least; `production` keeps the data whatever happens to the stack. */
export function choosePreset(preset: AwsSettings['preset']): PresetChoices {
  if (preset === 'production') {
    return {
      multiAz: true,
      deletionProtection: true,
      backupDays: 7,
      databaseRemoval: RemovalPolicy.SNAPSHOT,
      endpointZones: 2,
      alarms: true,
    }
  }
  return {
    multiAz: false,
    deletionProtection: false,
    backupDays: 0,
    databaseRemoval: RemovalPolicy.DESTROY,
    endpointZones: 1,
    alarms: false,
  }
}
