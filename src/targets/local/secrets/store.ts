import { randomUUID } from 'node:crypto'
import { chmod, mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { SecretVersions } from '../../target.ts'
import { describeStorageError } from '../paths.ts'
import { makePassword } from './random-password.ts'
import { readSecretFile } from './read-secret-file.ts'
import { removeDrafts, replaceFile } from './replace-file.ts'
import { findSecret, makeSecretArn } from './secret-id.ts'
import { findStage, type SecretContent, type SecretRecord } from './secret-record.ts'
import { ServiceError } from './service-error.ts'

export interface NewSecret {
  name: string
  content: SecretContent
  region: string
  account: string
  description?: string
}

export interface NewDatabaseSecret {
  name: string
  username: string
  region: string
  account: string
  /** Further fields of the JSON, such as `host` and `port`. */
  fields?: Record<string, string | number>
}

/** The file's content. */
interface SecretFile {
  format: 1
  secrets: SecretRecord[]
}

/**
 * The secrets of one environment, in a JSON file that only this user can read. One process at a time may have it
 * open. Changes are made one after the other, each written to disk before it can be seen.
 */
export class SecretStore {
  readonly #file: string
  #secrets: readonly SecretRecord[]
  #lastChange: Promise<unknown> = Promise.resolve()
  readonly #listeners = new Set<() => void>()

  constructor(file: string, secrets: readonly SecretRecord[]) {
    this.#file = file
    this.#secrets = secrets
  }

  /** @throws ServiceError ResourceNotFoundException. The record must not be changed. */
  find(secretId: string): Readonly<SecretRecord> {
    return findSecret(this.#secrets, secretId)
  }

  list(): readonly Readonly<SecretRecord>[] {
    return this.#secrets
  }

  /**
   * Changes one secret. `change` gets a copy, which replaces the secret when it returns and is on disk.
   * @throws what `change` throws (nothing is changed then), UserError when the disk is full or read-only.
   */
  async update<Result>(secretId: string, change: (secret: SecretRecord) => Result): Promise<Result> {
    return this.#enqueue(async () => {
      const secrets = structuredClone(this.#secrets) as SecretRecord[]
      const result = change(findSecret(secrets, secretId))
      await this.#replace(secrets)
      return result
    })
  }

  /** @throws ServiceError ResourceExistsException when the name is taken. */
  async create(secret: NewSecret, now: Date = new Date()): Promise<Readonly<SecretRecord>> {
    return this.#enqueue(async () => {
      if (this.#secrets.some(({ name }) => name === secret.name)) {
        throw new ServiceError(
          'ResourceExistsException',
          `The operation failed because the secret ${secret.name} already exists.`,
        )
      }
      const record = makeRecord(secret, now.toISOString())
      await this.#replace([...this.#secrets, record])
      return record
    })
  }

  /** Makes a secret as RDS keeps them, `{"username", "password", "engine", ...}`, with a new random password. */
  async createDatabaseSecret(secret: NewDatabaseSecret): Promise<Readonly<SecretRecord>> {
    const { username, fields, ...place } = secret
    const content = { username, password: makePassword({ ExcludePunctuation: true }), engine: 'mysql', ...fields }
    return this.create({ ...place, content: { string: JSON.stringify(content) } })
  }

  /** Versions with their labels, the current one first, then the newest. No values. */
  listVersions(secretId: string): SecretVersions {
    const secret = this.find(secretId)
    const current = findStage(secret, 'AWSCURRENT')
    const others = secret.versions.filter((version) => version !== current).reverse()
    const versions = [...(current ? [current] : []), ...others]
    return {
      arn: secret.arn,
      versions: versions.map(({ id, stages, createdAt }) => ({ versionId: id, stages: [...stages], createdAt })),
    }
  }

  /** Calls the listener after each change that is on disk. @returns stops it. */
  watch(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async #replace(secrets: readonly SecretRecord[]): Promise<void> {
    const content: SecretFile = { format: 1, secrets: [...secrets] }
    try {
      await replaceFile(this.#file, `${JSON.stringify(content, null, 2)}\n`)
    } catch (error) {
      throw describeStorageError(error, this.#file)
    }
    this.#secrets = secrets
    for (const listener of this.#listeners) listener()
  }

  #enqueue<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#lastChange.then(work)
    // The next change waits for this one, whether it failed or not; the failure belongs to the caller.
    this.#lastChange = result.then(
      () => undefined,
      () => undefined,
    )
    return result
  }
}

/**
 * Opens the file, or starts an empty store that is written with the first secret.
 * @throws UserError when the file cannot be read or understood, or its folder not be made.
 */
export async function openSecretStore(file: string): Promise<SecretStore> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    await removeDrafts(file)
    const secrets = await readSecretFile(file)
    if (secrets) await chmod(file, 0o600)
    return new SecretStore(file, secrets ?? [])
  } catch (error) {
    throw describeStorageError(error, file)
  }
}

function makeRecord(secret: NewSecret, now: string): SecretRecord {
  return {
    arn: makeSecretArn(secret),
    name: secret.name,
    ...(secret.description === undefined ? {} : { description: secret.description }),
    createdAt: now,
    changedAt: now,
    versions: [{ id: randomUUID(), content: secret.content, stages: ['AWSCURRENT'], createdAt: now }],
  }
}
