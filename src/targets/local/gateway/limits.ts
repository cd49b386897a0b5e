/**
 * Quotas of HTTP APIs. Source: API Gateway developer guide, "Quotas for configuring and running an HTTP API": payload
 * 10 MB, request line and header values together 10,240 bytes, integrations 30 s at most.
 */
export const maxBodyBytes = 10_485_760
export const maxHeadBytes = 10_240
export const maxIntegrationMs = 30_000

/** Beyond this Node's parser gives up by itself; below it the answer is ours. */
export const parserHeadBytes = 65_536

/** How long a client may take to send the head of a request, and all of it: a slow one must not hold a socket. */
export const defaultHeadTimeoutMs = 10_000
export const requestTimeoutMs = 60_000

/** How long an unwanted body is read and thrown away, so that its sender gets to see the answer. */
export const drainMs = 5_000

/** Longer than any usual client keeps an unused connection, so that no request meets a closing one. */
export const keepAliveMs = 65_000
