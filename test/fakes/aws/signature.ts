/** What a request's signature (version 4) tells. The signature's value itself is not checked. */
export interface Signature {
  accessKeyId: string
  region: string
  /** Signing name of the service. */
  service: string
}

/**
 * Reads the credential scope from the Authorization header or from a presigned URL; undefined for an unsigned request.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
 */
export function readSignature(headers: Record<string, string>, url: URL): Signature | undefined {
  const header = /^AWS4-HMAC-SHA256 .*Credential=([^,\s]+)/.exec(headers.authorization ?? '')?.[1]
  const credential = header ?? url.searchParams.get('X-Amz-Credential') ?? ''
  const [accessKeyId, , region, service, end] = credential.split('/')
  if (end !== 'aws4_request' || !accessKeyId || !region || !service) return undefined
  return { accessKeyId, region, service }
}

/** The service that an unsigned request seems to be for, so that it is refused in the right protocol. */
export function guessService(headers: Record<string, string>, body: string): string {
  const target = headers['x-amz-target'] ?? ''
  if (target !== '') return target.startsWith('secretsmanager') ? 'secretsmanager' : 'logs'
  if (/(^|&)Action=/.test(body)) return /Version=2016-11-15/.test(body) ? 'ec2' : 'cloudformation'
  return 's3'
}
