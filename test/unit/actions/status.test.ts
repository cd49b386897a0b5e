import { describe, expect, it } from 'vitest'
import { showStatus } from '../../../src/actions/status.ts'
import type { StatusOptions, Target } from '../../../src/targets/target.ts'
import type { EnvironmentStatus } from '../../../src/targets/target-status.ts'

/** A target that has this status. */
function makeTarget(status: Partial<EnvironmentStatus>, asked: (StatusOptions | undefined)[] = []): Target {
  const target: Pick<Target, 'environment' | 'status'> = {
    environment: 'dev',
    status: async (options) => {
      asked.push(options)
      return { environment: 'dev', target: 'aws', state: 'running', components: [], ...status }
    },
  }
  return target as Target
}

describe('showStatus', () => {
  it.each([
    ['running', 0, 'rds-proxy-webhook hit /some/path --env dev'],
    ['degraded', 0, 'rds-proxy-webhook deploy --env dev'],
    ['stopped', 3, 'rds-proxy-webhook deploy --env dev'],
    ['missing', 3, 'rds-proxy-webhook deploy --env dev'],
  ] as const)('%s: exit code %i, next %s', async (state, exitCode, next) => {
    const result = await showStatus(makeTarget({ state }))
    expect(result.exitCode).toBe(exitCode)
    expect(result.nextSteps[0]).toBe(next)
  })

  it('passes on that drift is wanted', async () => {
    const asked: (StatusOptions | undefined)[] = []
    await showStatus(makeTarget({}, asked), { drift: true })
    expect(asked).toEqual([{ drift: true }])
  })

  it('advises what goes on where a rollback is stuck, as a deploy is refused then', async () => {
    const components = [{ name: 'stack', state: 'failed' as const, detail: 'UPDATE_ROLLBACK_FAILED' }]
    const stuck = await showStatus(makeTarget({ state: 'degraded', components }))
    expect(stuck.nextSteps).toEqual([
      'rds-proxy-webhook deploy --cancel --env dev',
      'rds-proxy-webhook destroy --env dev',
    ])
  })

  it('advises to delete to the end what was deleted in part: nothing else is allowed then', async () => {
    const components = [{ name: 'stack', state: 'failed' as const, detail: 'DELETE_FAILED' }]
    const half = await showStatus(makeTarget({ state: 'stopped', components }))
    expect(half.nextSteps).toEqual(['rds-proxy-webhook destroy --env dev'])
  })

  it('advises to follow what is under way, and to come back to a delete', async () => {
    const underWay = { since: '2026-11-23T12:00:00.000Z' }
    const update = await showStatus(makeTarget({ underWay: { ...underWay, status: 'UPDATE_IN_PROGRESS' } }))
    expect(update.nextSteps).toEqual(['rds-proxy-webhook status --watch --env dev', 'rds-proxy-webhook rows --env dev'])
    const gone = await showStatus(
      makeTarget({ state: 'stopped', underWay: { ...underWay, status: 'DELETE_IN_PROGRESS' } }),
    )
    expect(gone.nextSteps).toEqual(['rds-proxy-webhook destroy --env dev'])
  })
})
