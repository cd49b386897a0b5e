/** An AccessDenied taken apart. What AWS did not say is absent. */
export interface Denial {
  /** ARN of who was refused. */
  principal?: string
  /** `rds:CreateDBProxy`. */
  action?: string
  /** ARN or `*`. */
  resource?: string
  /** A policy forbids it; else no policy allows it. */
  explicit: boolean
  /** What kind of policy decided. */
  by: 'identity' | 'resource' | 'boundary' | 'session' | 'scp' | 'rcp' | 'endpoint' | 'unknown'
  /** What `aws sts decode-authorization-message` takes. */
  encoded?: string
}

const kinds: readonly [RegExp, Denial['by']][] = [
  [/service control policy/i, 'scp'],
  [/resource control policy/i, 'rcp'],
  [/permissions? boundary/i, 'boundary'],
  [/session policy/i, 'session'],
  [/VPC endpoint policy/i, 'endpoint'],
  [/resource-based policy/i, 'resource'],
  [/identity-based policy/i, 'identity'],
]

/**
 * Reads AWS's words on a refusal, also where they are part of a longer text such as the reason of a stack event.
 * Format: IAM User Guide, "Troubleshoot access denied error messages".
 */
export function readDenial(message: string): Denial {
  const find = (pattern: RegExp) => pattern.exec(message)?.[1]
  const principal = find(/User: (\S+) is not authorized/)
  const action = find(/not authorized to perform:? "?([a-z0-9-]+:[A-Za-z0-9*]+)/)
  const resource = find(/on (?:the )?resources?:? "?((?:arn:[^\s"]+)|\*)/)?.replace(/[.,;)]+$/, '')
  const encoded = find(/Encoded authorization failure message: (\S+)/)
  return {
    explicit: /explicit deny/i.test(message),
    by: kinds.find(([words]) => words.test(message))?.[1] ?? 'unknown',
    ...(principal && { principal }),
    ...(action && { action }),
    ...(resource && { resource }),
    ...(encoded && { encoded }),
  }
}
