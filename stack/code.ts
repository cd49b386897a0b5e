import type { Code } from 'aws-cdk-lib/aws-lambda'
import { S3Code } from 'aws-cdk-lib/aws-lambda'
import { Bucket } from 'aws-cdk-lib/aws-s3'
import { CfnParameter, Stack } from 'aws-cdk-lib/core'
import type { Construct } from 'constructs'
import type { CodeLocation, FunctionName } from './input.ts'

/** Gives each function its bundle: from the place given, or from a place that parameters of the template name. */
export function locateCode(scope: Construct, location: CodeLocation | undefined): (name: FunctionName) => Code {
  const bucket = Bucket.fromBucketName(
    scope,
    'CodeBucket',
    location?.bucket ?? askFor(scope, 'CodeBucketName', 'Bucket'),
  )
  return (name) => new S3Code(bucket, location?.keys[name] ?? askFor(scope, `${capitalize(name)}CodeKey`, name))
}

function askFor(scope: Construct, id: string, what: string): string {
  const description = id === 'CodeBucketName' ? 'Bucket with the bundles of the functions' : `Key of the ${what} bundle`
  return new CfnParameter(Stack.of(scope), id, { type: 'String', description }).valueAsString
}

function capitalize(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}
