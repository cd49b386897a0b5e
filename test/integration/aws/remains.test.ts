import { expect, it } from 'vitest'
import { UserError } from '../../../src/errors.ts'
import { readStatus } from '../../../src/targets/aws/operate/status/read-status.ts'
import { makeSettings } from '../../unit/stack/example-input.ts'
import { useWorkplace } from './deploy-fixture.ts'

const given = useWorkplace()

const remove = 'rds-proxy-webhook destroy --remove-protection --env dev'

it('a production deploy that fails says that its protected database is billed, and so does the status', async () => {
  const workplace = given()
  workplace.aws.faults.failResource('FunctionsWebhookFunction7FB754E3', 'create', 'Something nobody has seen.')
  const failure: unknown = await workplace.deploy({ preset: 'production' }).catch((error) => error)
  expect(workplace.stack()?.status).toBe('ROLLBACK_FAILED')
  expect(failure).toBeInstanceOf(UserError)
  const { message, nextSteps } = failure as UserError
  expect(message).toContain('Something nobody has seen. Still there and billed')
  expect(message).toMatch(/the database rds-proxy-webhook-dev-database\S+.*, protected against deletion\.$/)
  expect(nextSteps[0]).toBe(remove)
  const status = await readStatus(workplace.open(), makeSettings({ preset: 'production' }), {}, workplace.parts.pace)
  expect(status).toMatchObject({ state: 'stopped', components: [{ name: 'stack', detail: 'ROLLBACK_FAILED' }] })
  expect(status.reason).toContain(`protected against deletion. \`${remove}\` removes it.`)
})

it('a deploy that leaves nothing says nothing of a bill', async () => {
  const workplace = given()
  workplace.aws.faults.failResource('FunctionsWebhookFunction7FB754E3', 'create', 'Something nobody has seen.')
  const failure: unknown = await workplace.deploy().catch((error) => error)
  expect(workplace.stack()?.status).toBe('ROLLBACK_COMPLETE')
  expect((failure as UserError).message).not.toContain('billed')
  expect((failure as UserError).nextSteps).not.toContain(remove)
})
