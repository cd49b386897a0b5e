import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openInstance } from '../../../handler/rotation/open-instance.ts'
import { type RotationEvent, rotate } from '../../../handler/rotation/rotate.ts'
import { SecretsManagerStore } from '../../../handler/rotation/secrets-manager-store.ts'
import { type FakeSecretsManager, startFakeSecretsManager } from '../../fakes/secrets-manager.ts'
import { forEachServer } from '../for-each-server.ts'
import type { RealDatabase } from '../real-database.ts'

const steps = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const

// The SDK's note on Node 20 has nothing to do with these tests.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'

await forEachServer('rotation', (product) => {
  let server: RealDatabase
  let secrets: FakeSecretsManager

  beforeAll(async () => {
    server = await product.start()
  })
  afterAll(() => server?.stop())
  beforeEach(async () => {
    await server.query("DROP USER IF EXISTS rotated@'%'")
    await server.query("CREATE USER rotated@'%' IDENTIFIED BY 'first'")
    secrets = await startFakeSecretsManager(JSON.stringify({ username: 'rotated', password: 'first', engine: 'mysql' }))
  })
  afterEach(() => secrets.close())

  async function run(step: RotationEvent['Step'], versionId: string): Promise<void> {
    const client = new SecretsManagerClient({
      endpoint: secrets.url,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    })
    const parts = {
      store: new SecretsManagerStore(client, secrets.secretId),
      open: openInstance(server.socketPath, 3306),
    }
    await rotate({ Step: step, SecretId: secrets.secretId, ClientRequestToken: versionId }, parts)
    client.destroy()
  }

  async function accepts(password: string): Promise<boolean> {
    try {
      const instance = await openInstance(server.socketPath, 3306)({ user: 'rotated', password })
      instance.close()
      return true
    } catch (error) {
      expect(error).toMatchObject({ errno: 1045 })
      return false
    }
  }

  const readPassword = () => JSON.parse(secrets.current().text).password as string

  describe('a rotation', () => {
    test('gives the user a new password and makes its version the current one', async () => {
      const before = secrets.current().versionId
      const versionId = secrets.begin()
      for (const step of steps) await run(step, versionId)
      expect(secrets.current().versionId).toBe(versionId)
      expect(secrets.versions.get(before)?.stages).toEqual(['AWSPREVIOUS'])
      expect(JSON.parse(secrets.current().text)).toEqual({
        username: 'rotated',
        password: expect.stringMatching(/^\w{32}$/),
        engine: 'mysql',
      })
      expect(await accepts(readPassword())).toBe(true)
      expect(await accepts('first')).toBe(false)
    })

    test('does so for a user who may create users, as the master user of RDS may', async () => {
      await server.query("GRANT ALL ON *.* TO rotated@'%'")
      const versionId = secrets.begin()
      for (const step of steps) await run(step, versionId)
      expect(await accepts(readPassword())).toBe(true)
      expect(await accepts('first')).toBe(false)
    })

    test('may have each of its steps called twice', async () => {
      const versionId = secrets.begin()
      for (const step of steps) {
        await run(step, versionId)
        const text = secrets.versions.get(versionId)?.text
        await run(step, versionId)
        expect(secrets.versions.get(versionId)?.text).toBe(text)
      }
      expect(secrets.calls.filter((call) => call === 'GetRandomPassword')).toHaveLength(1)
      expect(await accepts(readPassword())).toBe(true)
    })

    test('may follow another', async () => {
      const passwords = ['first']
      for (let round = 0; round < 2; round++) {
        const versionId = secrets.begin()
        for (const step of steps) await run(step, versionId)
        passwords.push(readPassword())
      }
      expect(new Set(passwords).size).toBe(3)
      expect(await accepts(passwords[2] ?? '')).toBe(true)
      expect(await accepts(passwords[1] ?? '')).toBe(false)
    })

    test('changes a password that is still the previous one', async () => {
      const first = secrets.begin()
      for (const step of steps) await run(step, first)
      await server.query("ALTER USER rotated@'%' IDENTIFIED BY 'first'")
      const second = secrets.begin()
      for (const step of steps) await run(step, second)
      expect(await accepts(readPassword())).toBe(true)
    })

    test('takes a password with quotes that somebody chose', async () => {
      const versionId = secrets.begin()
      const chosen = `it's "quoted" ; --`
      secrets.versions.set(versionId, {
        text: JSON.stringify({ username: 'rotated', password: chosen }),
        stages: ['AWSPENDING'],
      })
      for (const step of steps) await run(step, versionId)
      expect(await accepts(chosen)).toBe(true)
    })
  })

  describe('the instance', () => {
    const login = { user: 'rotated', password: 'first' }
    const readCipher = "SHOW STATUS LIKE 'Ssl_cipher'"

    test('may be on this computer, without TLS', async () => {
      const instance = await openInstance('127.0.0.1', server.port)(login)
      expect((await instance.query(readCipher)).rows).toEqual([{ Variable_name: 'Ssl_cipher', Value: '' }])
      instance.close()
    })

    test('must have a certificate of RDS anywhere else', async () => {
      // The same server under a name that is not known to be this computer's.
      const elsewhere = openInstance('LOCALHOST', server.port)(login)
      await expect(elsewhere).rejects.toMatchObject({ code: 'HANDSHAKE_SSL_ERROR' })
    })
  })

  describe('a rotation is refused', () => {
    test('when it is not enabled', async () => {
      secrets.rotationEnabled = false
      await expect(run('createSecret', secrets.begin())).rejects.toThrow('not enabled')
    })

    test('for a version that the secret does not have, or that is not pending', async () => {
      await expect(run('createSecret', 'unknown')).rejects.toThrow('no version unknown')
      secrets.versions.set('old', { text: '{}', stages: [] })
      await expect(run('createSecret', 'old')).rejects.toThrow('not staged')
    })

    test('when the database takes none of the passwords', async () => {
      await server.query("ALTER USER rotated@'%' IDENTIFIED BY 'something else'")
      const versionId = secrets.begin()
      await run('createSecret', versionId)
      await expect(run('setSecret', versionId)).rejects.toThrow('neither')
      await expect(run('testSecret', versionId)).rejects.toMatchObject({ errno: 1045 })
      expect(await accepts('something else')).toBe(true)
    })

    test('before the database was changed, its test fails and the current version stays', async () => {
      const before = secrets.current().versionId
      const versionId = secrets.begin()
      await run('createSecret', versionId)
      await expect(run('testSecret', versionId)).rejects.toMatchObject({ errno: 1045 })
      expect(secrets.current().versionId).toBe(before)
    })

    test('when the pending version is of another user', async () => {
      const versionId = secrets.begin()
      secrets.versions.set(versionId, { text: '{"username":"other","password":"p"}', stages: ['AWSPENDING'] })
      await expect(run('setSecret', versionId)).rejects.toThrow('user')
    })

    test('for a password that has no meaning of its own in every sql_mode', async () => {
      const versionId = secrets.begin()
      const text = JSON.stringify({ username: 'rotated', password: 'back\\slash' })
      secrets.versions.set(versionId, { text, stages: ['AWSPENDING'] })
      await expect(run('setSecret', versionId)).rejects.toThrow('backslash')
      await expect(run('setSecret', versionId)).rejects.not.toThrow('back\\slash')
    })
  })
})
