import { describe, expect, it } from 'vitest'
import type { Template } from '../../../src/estimates/template.ts'
import type { Deployment } from '../../../src/targets/target.ts'
import { useSharedWorkplace } from './deploy-fixture.ts'

let deployment: Deployment
let whenAsked: object

const at = useSharedWorkplace(async (workplace) => {
  workplace.answer = () => {
    const { status, resources } = workplace.stack() ?? {}
    whenAsked = { status, resources: resources?.size, executed: workplace.count('cloudformation:ExecuteChangeSet') }
  }
  deployment = await workplace.deploy()
})

const bucketName = 'rds-proxy-webhook-assets-123456789012-eu-west-1'

const findBucket = () =>
  at()
    .aws.buckets.list('123456789012')
    .find(({ name }) => name === bucketName)

describe('a first deploy', () => {
  it('makes all that the plan says, and ends with the URL', () => {
    expect(deployment).toMatchObject({ environment: 'dev', target: 'aws', outcome: 'created' })
    expect(deployment.url).toMatch(/^https:\/\/.*execute-api\.eu-west-1\.amazonaws\.com$/)
    expect(deployment.durationMs).toBeGreaterThan(60_000)
    expect(at().stack()?.status).toBe('CREATE_COMPLETE')
    const [plan] = at().plans
    expect(plan).toMatchObject({ environment: 'dev', difference: { kind: 'new' }, caller: { account: '123456789012' } })
    expect(at().plans).toHaveLength(1)
  })

  it('asks before anything of the environment is made, when all is known', () => {
    expect(whenAsked).toEqual({ status: 'REVIEW_IN_PROGRESS', resources: 0, executed: 0 })
    expect(at().count('cloudformation:ExecuteChangeSet')).toBe(1)
  })

  it('announces its steps and finishes each', () => {
    const steps = at()
      .log.of('steps-announced')
      .flatMap((announced) => announced.steps)
    expect(steps.map(({ id }) => id)).toEqual(['identify', 'functions', 'change-set'])
    expect(at().log.of('step-finished')).toEqual([
      { id: 'identify', detail: 'account 123456789012 in eu-west-1 as user/dev' },
      { id: 'functions', detail: 'uploaded webhook, query, rotation' },
      { id: 'change-set', detail: expect.stringMatching(/^\d+ resources to change$/) },
    ])
  })

  it('tells how far each resource is, and how long it will take', () => {
    const [operation, ...again] = at().log.of('operation-started')
    expect(again).toEqual([])
    expect(operation?.direction).toBe('create')
    const template = at().plans[0]?.template as Template
    const ids = Object.keys(template.Resources ?? {})
    expect(operation?.resources.map(({ id }) => id)).toEqual(ids)
    const moves = at().log.of('resource-moved')
    for (const id of ids)
      expect(moves.filter((move) => move.id === id).at(-1)).toMatchObject({ verb: 'create', state: 'finished' })
    const progress = at().log.of('operation-progressed')
    expect(progress.at(-1)).toMatchObject({ finished: ids.length, total: ids.length, remainingSeconds: 0 })
    const finished = progress.map((each) => each.finished)
    expect(finished).toEqual([...finished].sort((a, b) => a - b))
    expect(progress[0]?.remainingSeconds).toBeGreaterThan(500)
    expect(at().log.of('operation-ended')).toEqual([{ outcome: 'done' }])
  })

  it('tags the stack, and lets CloudFormation make roles', () => {
    expect(at().stack()?.definition?.tags).toEqual({ team: 'inbox', 'rds-proxy-webhook:environment': 'dev' })
    expect(at().stack()?.definition?.capabilities).toEqual(['CAPABILITY_IAM'])
  })

  it('puts code and template into a private bucket of its own, and says on each call whose it must be', () => {
    const parts = findBucket()?.parts
    expect([...(parts?.keys() ?? [])].sort()).toEqual(
      expect.arrayContaining(
        ['Encryption', 'OwnershipControls', 'Policy', 'PublicAccessBlock', 'Tagging', 'Versioning'].map((name) =>
          expect.stringMatching(new RegExp(name, 'i')),
        ),
      ),
    )
    const keys = findBucket()
      ?.versions.map(({ key }) => key)
      .sort()
    expect(keys).toEqual([
      expect.stringMatching(/^functions\/query\/[0-9a-f]{64}\.zip$/),
      expect.stringMatching(/^functions\/rotation\/[0-9a-f]{64}\.zip$/),
      expect.stringMatching(/^functions\/webhook\/[0-9a-f]{64}\.zip$/),
      expect.stringMatching(/^templates\/[0-9a-f]{64}\.json$/),
    ])
  })
})
