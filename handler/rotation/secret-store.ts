/** The calls of Secrets Manager that a rotation makes, on one secret. */
export interface SecretStore {
  describe(): Promise<SecretDescription>
  /** Text of a version, or undefined when it has none (yet). */
  read(selector: { versionId?: string; stage: SecretStage }): Promise<string | undefined>
  /** Stores the text as the version that is pending. */
  writePending(versionId: string, text: string): Promise<void>
  makeCurrent(versionId: string, previousVersionId: string | undefined): Promise<void>
  makePassword(): Promise<string>
}

export type SecretStage = 'AWSCURRENT' | 'AWSPENDING' | 'AWSPREVIOUS'

export interface SecretDescription {
  rotationEnabled: boolean
  /** Stages by version id. */
  stages: Record<string, string[]>
}
