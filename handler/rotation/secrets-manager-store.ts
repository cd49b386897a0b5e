import {
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'
import type { SecretStage, SecretStore } from './secret-store.ts'

/** RDS takes up to 41 characters; the excluded ones it refuses, or a shell or SQL would have to escape. */
const passwordRules = { PasswordLength: 32, ExcludeCharacters: '/@"\'\\`$ ' }

/** One secret in AWS Secrets Manager. */
export class SecretsManagerStore implements SecretStore {
  #client: SecretsManagerClient
  #id: string

  constructor(client: SecretsManagerClient, secretId: string) {
    this.#client = client
    this.#id = secretId
  }

  async describe() {
    const secret = await this.#client.send(new DescribeSecretCommand({ SecretId: this.#id }))
    return { rotationEnabled: secret.RotationEnabled === true, stages: secret.VersionIdsToStages ?? {} }
  }

  async read({ versionId, stage }: { versionId?: string; stage: SecretStage }): Promise<string | undefined> {
    const command = new GetSecretValueCommand({
      SecretId: this.#id,
      VersionStage: stage,
      ...(versionId !== undefined && { VersionId: versionId }),
    })
    try {
      return (await this.#client.send(command)).SecretString
    } catch (error) {
      // What Secrets Manager answers for a version without a text, as for one that does not exist.
      if (error instanceof ResourceNotFoundException) return undefined
      throw error
    }
  }

  async writePending(versionId: string, text: string): Promise<void> {
    await this.#client.send(
      new PutSecretValueCommand({
        SecretId: this.#id,
        ClientRequestToken: versionId,
        SecretString: text,
        VersionStages: ['AWSPENDING'],
      }),
    )
  }

  async makeCurrent(versionId: string, previousVersionId: string | undefined): Promise<void> {
    await this.#client.send(
      new UpdateSecretVersionStageCommand({
        SecretId: this.#id,
        VersionStage: 'AWSCURRENT',
        MoveToVersionId: versionId,
        ...(previousVersionId !== undefined && { RemoveFromVersionId: previousVersionId }),
      }),
    )
  }

  async makePassword(): Promise<string> {
    const { RandomPassword } = await this.#client.send(new GetRandomPasswordCommand(passwordRules))
    if (!RandomPassword) throw new Error('Secrets Manager made no password')
    return RandomPassword
  }
}
