/** A reason of CloudFormation, taken apart. */
export interface Reason {
  /** What the service said, without CloudFormation's frame around it. */
  words: string
  /** CloudFormation's own code, the same for all services: `AlreadyExists`, `AccessDenied`, `ServiceLimitExceeded`. */
  code?: string
  /** The service's code, where the reason has it: `InstanceQuotaExceeded`. */
  serviceCode?: string
}

/**
 * Takes CloudFormation's frame off a reason: `Resource handler returned message: "WORDS (Service: Rds, ...)"
 * (RequestToken: ..., HandlerErrorCode: AlreadyExists)`, or the older `WORDS (Service: AmazonRDS; Status Code: 400;
 * Error Code: InstanceQuotaExceeded; ...)`. Source: seen in events that users report.
 */
export function readReason(reason: string): Reason {
  const code = /HandlerErrorCode: (\w+)/.exec(reason)?.[1]
  const serviceCode = /Error Code: ([\w.]+)/.exec(reason)?.[1]
  const framed = /^Resource handler returned message: "([\s\S]*)" \(RequestToken:/.exec(reason)?.[1]
  const words = (framed ?? reason)
    .replace(/\s*\(RequestToken: [^)]*\)\s*$/, '')
    .replace(/\s*\(Service: [\s\S]*$/, '')
    .trim()
  return { words, ...(code && { code }), ...(serviceCode && { serviceCode }) }
}
