import { expect, it, test } from 'vitest'
import { completeNextSteps } from '../../src/complete-next-steps.ts'
import { UserError } from '../../src/errors.ts'

function complete(step: string, ...words: string[]): readonly string[] {
  const error = new UserError({ name: 'X', message: 'x', nextSteps: ['rds-proxy-webhook status', step], exitCode: 2 })
  const completed = completeNextSteps(error, {
    name: 'init',
    words,
    flags: ['port', 'require-tls', 'env', 'yes'],
  }) as UserError
  expect(completed).toMatchObject({ name: 'X', message: 'x', exitCode: 2 })
  expect(completed.nextSteps[0]).toBe('rds-proxy-webhook status')
  return completed.nextSteps.slice(1)
}

test.each([
  [['--port', '99999', '--yes'], 'rds-proxy-webhook init --yes --port 0-65535'],
  [['--yes', '--port=99999'], 'rds-proxy-webhook init --yes --port 0-65535'],
  [['--port', '--yes'], 'rds-proxy-webhook init --yes --port 0-65535'],
  [['--env', 'a b'], "rds-proxy-webhook init --env 'a b' --port 0-65535"],
  [[], 'rds-proxy-webhook init --port 0-65535'],
])('%s becomes the whole command', (words, expected) => {
  expect(complete('--port 0-65535', ...words)).toEqual([expected])
})

it('takes the place of the flag that said the opposite', () => {
  expect(complete('--require-tls', '--no-require-tls', '--yes')).toEqual(['rds-proxy-webhook init --yes --require-tls'])
})

it('keeps what is said about it as a comment', () => {
  const step = '--yes  # takes the default'
  expect(complete(step, '--port', '1')).toEqual(['rds-proxy-webhook init --port 1 --yes  # takes the default'])
})

it('is a variable where the command does not take the flag', () => {
  expect(complete("--profile 'old sso'  # of account 1", '--yes')).toEqual([
    "RDS_PROXY_WEBHOOK_PROFILE='old sso' rds-proxy-webhook init --yes  # of account 1",
  ])
})

it('leaves sentences and other errors alone', () => {
  expect(complete('--secret FILE, with a password in it', '--a')).toEqual(['--secret FILE, with a password in it'])
  const other = new Error('x')
  expect(completeNextSteps(other, { name: 'init', words: [], flags: [] })).toBe(other)
})
