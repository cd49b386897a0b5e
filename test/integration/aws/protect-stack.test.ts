import { expect, it } from 'vitest'
import { Interrupted } from '../../../src/errors.ts'
import { useWorkplace } from './deploy-fixture.ts'

const at = useWorkplace()

const isProtected = () => at().stack()?.terminationProtection
const changes = () => at().count('cloudformation:UpdateTerminationProtection')

it('a stack of production is protected once it runs, and that changes with the preset only', async () => {
  await at().deploy({ preset: 'production' })
  expect(isProtected()).toBe(true)
  expect(at().said('noticed')).toContain(
    'The stack is protected against deletion now; destroy takes --remove-protection.',
  )
  at().beginAnew()
  await at().deploy({ preset: 'production', logRetentionDays: 30 })
  expect(changes()).toBe(1)
  at().beginAnew()
  await at().deploy({ preset: 'learning', logRetentionDays: 30 })
  expect(isProtected()).toBe(false)
  expect(at().said('noticed')).toEqual(['The stack is no longer protected against deletion.'])
  await at().deploy({ preset: 'production' })
  expect(isProtected()).toBe(true)
  expect(changes()).toBe(3)
})

it('a stack of learning that somebody has protected keeps that', async () => {
  await at().deploy()
  expect(isProtected()).toBe(false)
  const stack = at().stack()
  if (stack) stack.terminationProtection = true
  at().beginAnew()
  await at().deploy({ publicPage: false })
  expect(isProtected()).toBe(true)
  expect(changes()).toBe(0)
})

it('a deploy that was left before its end is protected by the one that comes back to it', async () => {
  at().meanwhile = () => {
    if (at().log.of('resource-moved').length > 5) at().interrupt()
  }
  await expect(at().deploy({ preset: 'production' })).rejects.toThrow(Interrupted)
  expect(isProtected()).toBe(false)
  at().beginAnew()
  expect(await at().deploy({ preset: 'production' })).toMatchObject({ outcome: 'created' })
  expect(isProtected()).toBe(true)
})

it('who may not protect it is told so, and has a running environment', async () => {
  at().aws.faults.refuse('cloudformation:UpdateTerminationProtection')
  expect(await at().deploy({ preset: 'production' })).toMatchObject({ outcome: 'created' })
  expect(at().log.of('warned')).toEqual([
    {
      message: expect.stringContaining('The stack is not protected against deletion: '),
      nextStep: 'rds-proxy-webhook deploy --env dev',
    },
  ])
})
