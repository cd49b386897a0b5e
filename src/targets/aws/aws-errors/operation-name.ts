const names = new WeakMap<Error, string>()

/** Remembers during which call an error came: the SDK's errors do not say it. @param command the SDK's, `InvokeCommand` */
export function rememberOperation(error: unknown, client: string | undefined, command: string | undefined): void {
  if (!(error instanceof Error) || names.has(error)) return
  const parts = [client?.replace(/Client$/, ''), command?.replace(/Command$/, '')]
  names.set(error, parts.filter(Boolean).join(' '))
}

/** Service and operation as AWS names them, `CloudFormation DescribeStacks`; undefined when they are not known. */
export function nameOperation(error: Error): string | undefined {
  return names.get(error) || undefined
}
