/** What an error of the AWS SDK says, whatever class it has. */
export interface AwsError {
  /** AWS's code, such as `AccessDenied`; for an error of the SDK itself its name. */
  code: string
  /** AWS's own words, without what must not be shown. */
  message: string
  requestId?: string
  /** HTTP status; absent when no answer came. */
  status?: number
  /** How often it was tried. */
  attempts?: number
}

/** Undefined for anything that does not come from an AWS service. */
export function readAwsError(error: unknown): AwsError | undefined {
  if (!(error instanceof Error) || !isFromService(error)) return undefined
  const { $metadata: metadata } = error as { $metadata?: Metadata }
  return {
    code: readCode(error),
    message: hideSecrets(error.message),
    ...(metadata?.requestId && { requestId: metadata.requestId }),
    ...(metadata?.httpStatusCode && { status: metadata.httpStatusCode }),
    ...(metadata?.attempts && { attempts: metadata.attempts }),
  }
}

interface Metadata {
  httpStatusCode?: number
  requestId?: string
  attempts?: number
}

/** Errors of the network carry `$metadata` too, but no status and nothing that a service said. */
function isFromService(error: Error): boolean {
  const { $metadata, $fault } = error as { $metadata?: Metadata; $fault?: unknown }
  return $fault !== undefined || $metadata?.httpStatusCode !== undefined
}

/** Some services prefix the code with a namespace or add a suffix: `aws.x#Throttling`, `Sender.ExpiredToken`. */
function readCode(error: Error): string {
  const { Code, code } = error as { Code?: unknown; code?: unknown }
  const known = error.name && error.name !== 'Error' ? error.name : (Code ?? code ?? 'UnknownError')
  return String(known).split('#').at(-1)?.split(':')[0] ?? 'UnknownError'
}

/**
 * AWS answers a wrong signature with the whole canonical request, in which a session token can stand; only its first
 * sentence is kept. Whatever else looks like a key, a token or a password is replaced.
 */
function hideSecrets(message: string): string {
  return message
    .replace(/\s*The Canonical String for this request should have been[\s\S]*$/, '')
    .replace(
      /((?:authorization|x-amz-security-token|password|secret(?:accesskey|string)?|sessiontoken)["']?\s*[:=]\s*).+/gi,
      '$1***',
    )
    .replace(/\bAWS4-HMAC-SHA256\b.*/g, '***')
    .trim()
}
