import type { CodeLocation } from '../../../../stack/app.ts'
import type { Caller } from '../../target-plan.ts'
import type { AwsEnvironment } from '../environment.ts'
import { type Pace, realPace } from '../operate/pace.ts'
import { type AssetBucket, addressObject, locateAssetBucket } from './asset-bucket.ts'
import { type BundleName, type FunctionBundle, hash, readFunctionBundles } from './function-bundles.ts'
import { prepareBucket } from './prepare-bucket.ts'
import { uploadMissing } from './upload-missing.ts'

/** The functions' code where Lambda finds it. */
export interface PublishedFunctions {
  bucket: AssetBucket
  code: CodeLocation
  /** Whether the bucket was made for it. */
  madeBucket: boolean
  /** What was not there yet. */
  uploaded: BundleName[]
}

export interface PublishOptions {
  /** The functions that the stack has. */
  names: readonly BundleName[]
  pace?: Pace
  readBundles?: () => Promise<FunctionBundle[]>
}

/**
 * Makes sure that the functions' code lies in the asset bucket of account and region, which is made when it is missing.
 * @throws UserError when the bucket belongs to somebody else; Fault when the program was not built; the SDK's errors
 */
export async function publishFunctions(
  env: AwsEnvironment,
  caller: Caller,
  { names, pace = realPace, readBundles = readFunctionBundles }: PublishOptions,
): Promise<PublishedFunctions> {
  const bucket = locateAssetBucket(caller)
  const [bundles, madeBucket] = await Promise.all([readBundles(), prepareBucket(env, bucket, pace)])
  const keys = Object.fromEntries(bundles.map(({ name, key }) => [name, key])) as CodeLocation['keys']
  const wanted = bundles.filter(({ name }) => names.includes(name))
  const done = await Promise.all(
    wanted.map(async ({ name, key, zip }) =>
      (await uploadMissing(env, bucket, { key, content: zip, type: 'application/zip' })) ? [name] : [],
    ),
  )
  return { bucket, code: { bucket: bucket.name, keys }, madeBucket, uploaded: done.flat() }
}

/**
 * Puts a template where CloudFormation can read it: templates of this size are not taken within a request.
 * @returns its address, for `TemplateURL`
 */
export async function publishTemplate(env: AwsEnvironment, bucket: AssetBucket, template: object): Promise<string> {
  const text = JSON.stringify(template)
  const key = `templates/${hash(text)}.json`
  await uploadMissing(env, bucket, { key, content: Buffer.from(text), type: 'application/json' })
  return addressObject(bucket, key)
}
