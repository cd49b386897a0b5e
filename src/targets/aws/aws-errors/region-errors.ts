import type { AwsEnvironment } from '../environment.ts'
import type { Explanation } from './error-row.ts'

/** What the SDK says of a region before it sends anything. It has no code for it, only words. */
export function explainRegionError(error: Error, env: AwsEnvironment): Explanation | undefined {
  if (/^Region is missing/.test(error.message)) {
    return {
      name: 'RegionMissing',
      message: 'No AWS region is named.',
      nextSteps: [`${env.command('plan')} --region REGION`, 'aws configure set region REGION'],
    }
  }
  if (/^Region not accepted|^Invalid region/.test(error.message)) {
    return {
      name: 'RegionUnknown',
      message: `${env.region} is not the name of an AWS region.`,
      nextSteps: [
        `${env.command('plan')} --region REGION`,
        'aws ec2 describe-regions --region us-east-1 --output table',
      ],
    }
  }
  return undefined
}
