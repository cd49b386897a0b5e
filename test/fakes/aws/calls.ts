/** One request as it was understood, whether it went well or not. */
export interface RecordedCall {
  /** Signing name of the service, such as `monitoring`. */
  service: string
  /** By the SDK's name: `PutBucketEncryption`. */
  operation: string
  /** The permission that it needs: `s3:PutEncryptionConfiguration`. */
  action: string
  /** ARN of what it is about as far as the request tells it, else `*`. */
  resource: string
  /** The input's plain values: `{StackName: 'x'}`. */
  parameters: Record<string, string>
  region: string
  accessKeyId: string
  /** Milliseconds since 1970 on the account's clock. */
  at: number
  /** Code of the error that it was answered with. */
  error?: string
}
