import { describe, expect, test } from 'vitest'
import { readProxyVariables } from '../../../handler/variables.ts'

describe('variables', () => {
  test('say where the proxy is and how to log in', () => {
    expect(readProxyVariables({ DATABASE_HOST: 'p', DATABASE_SECRET_ARN: 'arn' })).toEqual({
      host: 'p',
      port: 3306,
      schema: 'webhook',
      auth: { kind: 'secret', secretArn: 'arn' },
    })
    expect(
      readProxyVariables({
        DATABASE_HOST: 'p',
        DATABASE_PORT: '13306',
        DATABASE_NAME: 'inbox',
        DATABASE_AUTH: 'iam',
        DATABASE_USER: 'u',
        AWS_REGION: 'eu-west-1',
      }),
    ).toEqual({ host: 'p', port: 13306, schema: 'inbox', auth: { kind: 'iam', user: 'u', region: 'eu-west-1' } })
  })

  test.each([
    [{}, 'DATABASE_HOST'],
    [{ DATABASE_HOST: 'p' }, 'DATABASE_SECRET_ARN'],
    [{ DATABASE_HOST: 'p', DATABASE_AUTH: 'iam' as const }, 'DATABASE_USER'],
    [{ DATABASE_HOST: 'p', DATABASE_PORT: '70000' }, 'DATABASE_PORT'],
  ])('that are missing or wrong are named', (variables, name) => {
    expect(() => readProxyVariables(variables)).toThrow(name)
  })
})
