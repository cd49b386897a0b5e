import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'
import { describe, expect, it } from 'vitest'
import type { RotationEvent } from '../../../src/targets/local/secrets/rotation.ts'
import { startBench, type TestBench } from './running-endpoint.ts'

const TOKEN = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa'
const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret']

/** What a rotation function does with the secret, as AWS's own template does it. */
async function takeStep({ client, store }: TestBench, event: RotationEvent): Promise<void> {
  const { SecretId, ClientRequestToken, Step } = event
  const { VersionIdsToStages } = await client.send(new DescribeSecretCommand({ SecretId }))
  expect(VersionIdsToStages?.[ClientRequestToken]).toContain('AWSPENDING')
  if (Step === 'createSecret') {
    const put = {
      SecretId,
      ClientRequestToken,
      SecretString: `of ${ClientRequestToken}`,
      VersionStages: ['AWSPENDING'],
    }
    await client.send(new PutSecretValueCommand(put))
  }
  if (Step !== 'finishSecret') return
  const RemoveFromVersionId = store.listVersions(SecretId).versions[0]?.versionId
  const move = { SecretId, VersionStage: 'AWSCURRENT', MoveToVersionId: ClientRequestToken, RemoveFromVersionId }
  await client.send(new UpdateSecretVersionStageCommand(move))
}

/** Records the steps; the named one fails as long as `broken` holds it. */
async function startRecording() {
  const events: RotationEvent[] = []
  const broken = new Set<string>()
  const bench = await startBench((current) => async (_, event) => {
    events.push(event)
    if (broken.has(event.Step)) throw new Error(`${event.Step} failed`)
    await takeStep(current(), event)
  })
  return { ...bench, events, broken, steps: () => events.map(({ Step }) => Step) }
}

describe('RotateSecret', () => {
  it('answers at once, then takes the four steps in order and notes when', async () => {
    const { client, arn, events, endpoint, steps, outcomes } = await startRecording()
    const before = await client.send(new GetSecretValueCommand({ SecretId: arn }))
    const answer = await client.send(new RotateSecretCommand({ SecretId: arn, ClientRequestToken: TOKEN }))
    expect(answer).toMatchObject({ ARN: arn, Name: 'db/admin', VersionId: TOKEN })
    await endpoint.settleRotations()
    expect(outcomes).toEqual([{ secretArn: arn, versionId: TOKEN }])
    expect(steps()).toEqual(STEPS)
    expect(events.every((event) => event.SecretId === arn && event.ClientRequestToken === TOKEN)).toBe(true)
    const after = await client.send(new DescribeSecretCommand({ SecretId: arn }))
    expect(after.VersionIdsToStages?.[TOKEN]).toContain('AWSCURRENT')
    expect(after.VersionIdsToStages?.[before.VersionId ?? '']).toEqual(['AWSPREVIOUS'])
    expect(after).toMatchObject({ RotationEnabled: true, LastRotatedDate: expect.any(Date) })
    expect(after.RotationLambdaARN).toContain(':function:rotation')
  })

  it('announces the version with AWSPENDING and without a value before the first step', async () => {
    const { client, arn, broken, endpoint } = await startRecording()
    broken.add('createSecret')
    await client.send(new RotateSecretCommand({ SecretId: arn, ClientRequestToken: TOKEN }))
    await endpoint.settleRotations()
    const { VersionIdsToStages } = await client.send(new DescribeSecretCommand({ SecretId: arn }))
    expect(VersionIdsToStages?.[TOKEN]).toEqual(['AWSPENDING'])
    const pending = new GetSecretValueCommand({ SecretId: arn, VersionId: TOKEN, VersionStage: 'AWSPENDING' })
    await expect(client.send(pending)).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  })

  it.each(STEPS)('stops at a failing %s, leaves AWSPENDING, and attempts that rotation again', async (step) => {
    const { client, arn, broken, endpoint, steps, events, outcomes } = await startRecording()
    broken.add(step)
    const { newVersionId } = await endpoint.startRotation()
    await endpoint.settleRotations()
    expect(steps()).toEqual(STEPS.slice(0, STEPS.indexOf(step) + 1))
    expect(outcomes[0]?.error).toMatchObject({ message: `${step} failed` })
    const failed = await client.send(new DescribeSecretCommand({ SecretId: arn }))
    expect(failed.VersionIdsToStages?.[newVersionId]).toEqual(['AWSPENDING'])
    expect(failed.LastRotatedDate).toBeUndefined()

    broken.clear()
    events.length = 0
    await expect(client.send(new RotateSecretCommand({ SecretId: arn }))).rejects.toMatchObject({
      name: 'InvalidRequestException',
      message: "A previous rotation isn't complete. That rotation will be reattempted.",
    })
    await endpoint.settleRotations()
    expect(steps()).toEqual(STEPS)
    expect(events.every(({ ClientRequestToken }) => ClientRequestToken === newVersionId)).toBe(true)
    const mended = await client.send(new GetSecretValueCommand({ SecretId: arn }))
    expect(mended.VersionId).toBe(newVersionId)
  })

  it('refuses another rotation while one runs, and takes the same request twice', async () => {
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    const steps: string[] = []
    const { client, arn, endpoint } = await startBench((bench) => async (_, event) => {
      steps.push(event.Step)
      await held
      await takeStep(bench(), event)
    })
    const request = new RotateSecretCommand({ SecretId: arn, ClientRequestToken: TOKEN })
    await client.send(request)
    await expect(client.send(new RotateSecretCommand({ SecretId: arn }))).rejects.toMatchObject({
      name: 'InvalidRequestException',
    })
    expect(await client.send(request)).toMatchObject({ VersionId: TOKEN })
    expect(await endpoint.startRotation()).toEqual({ newVersionId: TOKEN, resumed: true })
    release()
    await endpoint.settleRotations()
    expect(await client.send(request)).toMatchObject({ VersionId: TOKEN })
    await endpoint.settleRotations()
    expect(steps).toEqual(STEPS)
  })

  it('rotates again as soon as AWSCURRENT has moved', async () => {
    const { arn, store, endpoint, outcomes, steps } = await startRecording()
    const first = await endpoint.startRotation()
    let second: Promise<{ newVersionId: string; resumed: boolean }> | undefined
    store.watch(() => {
      if (store.listVersions(arn).versions[0]?.versionId === first.newVersionId) second ??= endpoint.startRotation()
    })
    await endpoint.settleRotations()
    const { newVersionId, resumed } = (await second) ?? { newVersionId: '', resumed: true }
    expect(resumed).toBe(false)
    await endpoint.settleRotations()
    expect(outcomes.map(({ error }) => error)).toEqual([undefined, undefined])
    expect(steps()).toEqual([...STEPS, ...STEPS])
    expect(store.listVersions(arn).versions[0]?.versionId).toBe(newVersionId)
  })

  it('only tests when told not to rotate immediately', async () => {
    const steps: string[] = []
    const { client, arn, endpoint } = await startBench(() => async (_, event) => void steps.push(event.Step))
    const request = { SecretId: arn, RotateImmediately: false, RotationRules: { AutomaticallyAfterDays: 30 } }
    await client.send(new RotateSecretCommand(request))
    await endpoint.settleRotations()
    expect(steps).toEqual(['testSecret'])
    const described = await client.send(new DescribeSecretCommand({ SecretId: arn }))
    expect(described).toMatchObject({ RotationEnabled: true, RotationRules: { AutomaticallyAfterDays: 30 } })
    expect(Object.values(described.VersionIdsToStages ?? {})).toEqual([['AWSCURRENT']])
  })

  it('calls a rotation failed whose function did not move AWSCURRENT', async () => {
    const { arn, endpoint, outcomes, store } = await startBench()
    await endpoint.startRotation(arn)
    await endpoint.settleRotations()
    expect(String(outcomes[0]?.error)).toContain('without moving AWSCURRENT')
    expect(store.find(arn).rotatedAt).toBeUndefined()
  })
})
