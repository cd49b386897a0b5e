import { expect, it, onTestFinished, vi } from 'vitest'
import { queryAws } from '../../../src/targets/aws/operate/query.ts'
import { readUrl } from '../../../src/targets/aws/operate/url.ts'
import { FakeServiceError } from '../../fakes/aws/service.ts'
import { useOperatedAccount } from './operated-environment.ts'

const given = useOperatedAccount()

it('reads the URL of a deployed stack, and says what to do when there is none', async () => {
  const account = given()
  await expect(readUrl(account.open())).rejects.toMatchObject({
    ...{ name: 'NotDeployed', exitCode: 3, nextSteps: ['rds-proxy-webhook deploy --env dev'] },
  })
  const env = await account.make()
  expect(await readUrl(env)).toMatch(/^https:\/\/[a-z0-9]+\.execute-api\.eu-west-1\.amazonaws\.com$/)
})

it('does not take an environment of another account for one that was never deployed', async () => {
  await expect(readUrl(given().open('dev', '999999999999'))).rejects.toMatchObject({ name: 'WrongAccount' })
})

it('serves nothing while the stack is being made', async () => {
  const env = await given().make({}, 'dev', 60)
  await expect(readUrl(env)).rejects.toMatchObject({
    name: 'NotRunning',
    message: expect.stringContaining('CREATE_IN_PROGRESS'),
  })
})

it('invokes the query function with the request and gives back its answer', async () => {
  const account = given()
  const env = await account.make()
  const events: unknown[] = []
  account.implement('Query', (event) => {
    events.push(event)
    return { count: 7 }
  })
  expect(await queryAws(env, { operation: 'count-requests' }, account)).toEqual({ count: 7 })
  expect(events).toEqual([{ operation: 'count-requests' }])
})

it('words what the function threw, with the way to its log', async () => {
  const account = given()
  const env = await account.make()
  account.implement('Query', () => {
    throw Object.assign(new Error('The database cannot be reached'), { name: 'DatabaseUnavailable' })
  })
  await expect(queryAws(env, { operation: 'count-requests' }, account)).rejects.toMatchObject({
    name: 'QueryFailed',
    message: 'The query function could not answer (DatabaseUnavailable): The database cannot be reached',
    nextSteps: ['rds-proxy-webhook status --env dev', expect.stringContaining(account.outputs().QueryLogGroup)],
  })
})

it.each([
  ['null', null],
  ['something else than it is asked for', 'a text'],
  ['something else than it is asked for', [1]],
])('does not take for an answer what is none: %s', async (words, answer) => {
  const account = given()
  const env = await account.make()
  account.implement('Query', () => answer)
  await expect(queryAws(env, { operation: 'count-requests' }, account)).rejects.toMatchObject({
    name: 'QueryNotUnderstood',
    message: `The query function answered ${words}: it is not the one that this program deploys.`,
    nextSteps: expect.arrayContaining(['rds-proxy-webhook deploy --env dev']),
  })
})

it('waits for a function that is being woken, and asks again when it is throttled', async () => {
  const account = given()
  const env = await account.make()
  let calls = 0
  // The SDK waits for a random part of a second between its attempts.
  const random = vi.spyOn(Math, 'random').mockReturnValue(0)
  onTestFinished(() => random.mockRestore())
  account.implement('Query', () => {
    calls += 1
    if (calls === 1) throw new FakeServiceError('ResourceNotReadyException', 'The function is inactive', 502)
    if (calls === 2) throw new FakeServiceError('TooManyRequestsException', 'Rate Exceeded.', 429)
    return { count: 1 }
  })
  expect(await queryAws(env, { operation: 'count-requests' }, account)).toEqual({ count: 1 })
  expect(calls).toBeGreaterThanOrEqual(3)
})

it('leaves a refusal as it is, for the words that all commands have for it', async () => {
  const account = given()
  const env = await account.make()
  account.aws.faults.refuse('lambda:InvokeFunction')
  await expect(queryAws(env, { operation: 'count-requests' }, account)).rejects.toMatchObject({
    name: 'AccessDeniedException',
  })
})

it('looks the stack up once for many queries, and again when its function is gone', async () => {
  const account = given()
  const env = await account.make()
  account.implement('Query', () => ({ count: 1 }))
  for (let query = 0; query < 3; query += 1) await queryAws(env, { operation: 'count-requests' }, account)
  expect(account.count('cloudformation:DescribeStacks')).toBe(1)
  account.aws.account.functions.clear()
  account.stack().status = 'DELETE_IN_PROGRESS'
  await expect(queryAws(env, { operation: 'count-requests' }, account)).rejects.toMatchObject({ name: 'NotRunning' })
})
