import type { FakeAccount } from '../../account.ts'
import type { Input } from '../../protocols/operations.ts'
import { readPlace } from '../../s3-operation.ts'
import type { Engine } from '../engine.ts'
import type { Stack } from '../stack.ts'
import { refuse } from '../template.ts'
import { readText } from './input.ts'

/** Bytes of a TemplateBody. Source: CloudFormation's quotas. */
const LARGEST_BODY = 51_200
/** Bytes of a template in S3. */
const LARGEST_OBJECT = 1_048_576

/** The template of a request: its body, an object of the fake's S3, or what the stack has. */
export function readTemplateSource(engine: Engine, account: FakeAccount, input: Input, stack?: Stack): string {
  const body = readText(input, 'TemplateBody')
  const url = readText(input, 'TemplateURL')
  if (input.UsePreviousTemplate === 'true' && stack?.definition !== undefined) return stack.definition.body
  if ((body === undefined) === (url === undefined)) {
    throw refuse('Either Template URL or Template Body must be specified.')
  }
  if (url !== undefined) return readObject(engine, account, url)
  if (Buffer.byteLength(body ?? '') > LARGEST_BODY) {
    throw refuse(
      `1 validation error detected: Value '${body}' at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to ${LARGEST_BODY}`,
    )
  }
  return body ?? ''
}

function readObject(engine: Engine, account: FakeAccount, text: string): string {
  const { bucket, key } = locate(text)
  const body = engine.buckets.read(bucket, key, account.id)
  if (body === undefined)
    throw refuse(
      'S3 error: Access Denied\nFor more information check http://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html',
    )
  if (body.length > LARGEST_OBJECT) throw refuse(`Template may not exceed ${LARGEST_OBJECT} bytes in size.`)
  return body.toString()
}

/** `https://BUCKET.s3.REGION.amazonaws.com/KEY`, `https://s3.REGION.amazonaws.com/BUCKET/KEY`, or the fake's own. */
function locate(text: string) {
  if (!URL.canParse(text)) throw refuse('TemplateURL must be a supported URL.')
  const url = new URL(text)
  const supported =
    /(^|\.)s3[.-].*amazonaws\.com$/.test(url.hostname) || /^(127\.0\.0\.1|localhost|.*\.localhost)$/.test(url.hostname)
  const place = readPlace(url.hostname, url.pathname)
  if (!supported || place.bucket === '' || place.key === '') throw refuse('TemplateURL must be a supported URL.')
  return place
}
