import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openSecretSource } from '../../../src/targets/local/secrets/secret-source.ts'
import { moveStage } from '../../../src/targets/local/secrets/stage-rules.ts'
import { openSecretStore } from '../../../src/targets/local/secrets/store.ts'
import { addVersion } from '../../../src/targets/local/secrets/write-operations.ts'
import { makeTemporaryFolder, openTemporaryStore, PLACE } from './temporary-store.ts'

const NOW = new Date('2026-11-01T00:00:00Z')

async function modeOf(path: string): Promise<number> {
  return (await stat(path)).mode & 0o777
}

describe('SecretStore', () => {
  it('keeps secrets in a file that only its owner can read, in a folder of the same kind', async () => {
    const file = join(await makeTemporaryFolder(), 'state', 'secret.json')
    const store = await openSecretStore(file)
    await store.createDatabaseSecret({ name: 'db', username: 'admin', ...PLACE })
    expect(await modeOf(file)).toBe(0o600)
    expect(await modeOf(dirname(file))).toBe(0o700)
  })

  it('closes a file that others could read', async () => {
    const { file } = await openTemporaryStore()
    await chmod(file, 0o644)
    await openSecretStore(file)
    expect(await modeOf(file)).toBe(0o600)
  })

  it('reads back what it wrote', async () => {
    const { store, file, arn } = await openTemporaryStore()
    const again = await openSecretStore(file)
    expect(again.list()).toHaveLength(1)
    expect(again.find(arn)).toEqual(store.find(arn))
  })

  it('generates a password of 32 letters and digits with the user name beside it', async () => {
    const { store, arn } = await openTemporaryStore()
    const { username, password, versionId } = await openSecretSource(store, arn).current()
    expect(username).toBe('admin')
    expect(password).toMatch(/^[A-Za-z0-9]{32}$/)
    expect(versionId).toBe(store.listVersions(arn).versions[0]?.versionId)
  })

  it('loses none of many changes made at once', async () => {
    const { store, file, arn } = await openTemporaryStore()
    const ids = Array.from({ length: 40 }, (_, index) => `version-${index}`)
    await Promise.all(ids.map((id) => store.update(arn, (secret) => addVersion(secret, id, NOW))))
    const again = await openSecretStore(file)
    expect(again.find(arn).versions.map(({ id }) => id)).toEqual([store.find(arn).versions[0]?.id, ...ids])
    expect(await readdir(dirname(file))).toEqual(['secret.json'])
  })

  it('changes nothing, on disk or in memory, when a change is refused, and goes on', async () => {
    const { store, file, arn } = await openTemporaryStore()
    const before = await readFile(file, 'utf8')
    const refused = store.update(arn, (secret) => {
      secret.versions = []
      throw new Error('no')
    })
    await expect(refused).rejects.toThrow('no')
    expect(await readFile(file, 'utf8')).toBe(before)
    expect(store.find(arn).versions).toHaveLength(1)
    await store.update(arn, (secret) => addVersion(secret, 'later', NOW))
    expect(store.find(arn).versions).toHaveLength(2)
  })

  it('takes the old content and removes the draft after a crash between writing and renaming', async () => {
    const { store, file, arn } = await openTemporaryStore()
    await writeFile(`${file}.4711-abcd.tmp`, '{"format":1,"secr')
    const again = await openSecretStore(file)
    expect(again.find(arn)).toEqual(store.find(arn))
    expect(await readdir(dirname(file))).toEqual(['secret.json'])
  })

  it.each(['', '{"format":1,"secr', '{"format":2,"secrets":[]}', '[]', 'null', '{"format":1,"secrets":[7]}'])(
    'refuses the damaged content %j and leaves it as it is',
    async (content) => {
      const file = join(await makeTemporaryFolder(), 'secret.json')
      await writeFile(file, content)
      await expect(openSecretStore(file)).rejects.toMatchObject({ name: 'SecretFileBroken' })
      expect(await readFile(file, 'utf8')).toBe(content)
    },
  )

  it.runIf(process.platform === 'linux')('says in a UserError that the folder cannot be written', async () => {
    const refused = openSecretStore('/sys/no-folder-can-be-made-here/secret.json')
    await expect(refused).rejects.toMatchObject({ name: 'StateNotWritable', nextSteps: [expect.any(String)] })
  })

  it('refuses a second secret of the same name', async () => {
    const { store } = await openTemporaryStore()
    const twice = store.createDatabaseSecret({ name: 'db/admin', username: 'other', ...PLACE })
    await expect(twice).rejects.toMatchObject({ type: 'ResourceExistsException' })
    expect(store.list()).toHaveLength(1)
  })

  it('finds a secret by name, ARN and ARN without the random suffix, and no other', async () => {
    const { store, arn } = await openTemporaryStore()
    for (const id of ['db/admin', arn, arn.slice(0, -7)]) expect(store.find(id).arn).toBe(arn)
    for (const id of ['db', arn.slice(0, -1), `${arn}x`]) expect(() => store.find(id)).toThrow("can't find")
  })
})

describe('openSecretSource', () => {
  it('speaks when AWSCURRENT has moved, and only then', async () => {
    const { store, arn } = await openTemporaryStore()
    const source = openSecretSource(store, arn)
    let calls = 0
    const stop = source.watch(() => calls++)
    const content = { string: JSON.stringify({ username: 'admin', password: 'next' }) }
    await store.update(arn, (secret) => {
      Object.assign(addVersion(secret, 'next', NOW), { content })
      const version = secret.versions.at(-1)
      if (version) moveStage(secret, 'AWSPENDING', version)
    })
    expect(calls).toBe(0)
    await store.update(arn, (secret) => {
      const version = secret.versions.at(-1)
      if (version) moveStage(secret, 'AWSCURRENT', version)
    })
    expect(calls).toBe(1)
    expect(await source.current()).toEqual({ username: 'admin', password: 'next', versionId: 'next' })
    stop()
    await store.update(arn, (secret) => {
      const version = secret.versions[0]
      if (version) moveStage(secret, 'AWSCURRENT', version)
    })
    expect(calls).toBe(1)
  })

  it('never quotes the secret when it is not what it should be', async () => {
    const { store, arn } = await openTemporaryStore()
    await store.update(arn, (secret) => {
      const version = secret.versions[0]
      if (version) version.content = { string: 'hunter2 is not JSON' }
    })
    const failure = await openSecretSource(store, arn)
      .current()
      .catch((error: Error) => error)
    expect(failure).toBeInstanceOf(Error)
    expect(String(failure)).not.toContain('hunter2')
  })
})
