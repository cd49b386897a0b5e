import { describe, expect, test } from 'vitest'
import { parseSecret, SecretLogin } from '../../../../handler/login/secret-login.ts'
import { TokenLogin } from '../../../../handler/login/token-login.ts'

describe('a login from the secret', () => {
  test('is read once, and anew after it was refused', async () => {
    let reads = 0
    const login = new SecretLogin(async () => JSON.stringify({ username: 'u', password: `p${++reads}`, host: 'h' }))
    expect(await login.read()).toMatchObject({ user: 'u', password: 'p1' })
    expect(await login.read()).toMatchObject({ password: 'p1' })
    login.forget()
    expect(await login.read()).toMatchObject({ password: 'p2' })
  })

  test.each(['hunter2', '{"username":"u","password":"hunter2"', '["hunter2"]', '{"password":"hunter2"}', 'null'])(
    'of another form is refused without quoting it: %s',
    (secret) => {
      expect(() => parseSecret(secret)).toThrow('The secret is not a JSON object with username and password')
    },
  )
})

describe('a login by token', () => {
  test('is signed anew before AWS stops taking it', async () => {
    let now = 0
    let signed = 0
    const login = new TokenLogin(
      'u',
      async () => `token ${++signed}`,
      () => now,
    )
    expect(await login.read()).toEqual({ user: 'u', password: 'token 1', clearText: true })
    now = 9 * 60_000
    expect((await login.read()).password).toBe('token 1')
    now = 10 * 60_000
    expect((await login.read()).password).toBe('token 2')
    login.forget()
    expect((await login.read()).password).toBe('token 3')
  })

  test('is signed by the SDK without a call', async () => {
    const { signWithRole } = await import('../../../../handler/login/token-login.ts')
    process.env.AWS_ACCESS_KEY_ID = 'AKIDEXAMPLE'
    process.env.AWS_SECRET_ACCESS_KEY = 'example'
    const token = await signWithRole('proxy.example.com', 3306, 'webhook', 'eu-west-1')()
    expect(token).toMatch(/^proxy\.example\.com:3306\/\?Action=connect.*DBUser=webhook/)
  })
})
