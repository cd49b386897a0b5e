import {
  CancelUpdateStackCommand,
  CloudFormationClient,
  CreateChangeSetCommand,
  DeleteStackCommand,
  ExecuteChangeSetCommand,
} from '@aws-sdk/client-cloudformation'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AwsSettings } from '../../../../src/settings/settings.ts'
import { synthesize } from '../../../../stack/app.ts'
import { parseRecording, type Recording, recordOperation, writeRecording } from '../../../fakes/aws/record.ts'
import type { FakeAws } from '../../../fakes/aws/server.ts'
import { makeInput } from '../../stack/example-input.ts'
import { connect } from './connect.ts'
import { stackName as StackName, startWithCode } from './whole-stack.ts'

let fake: FakeAws
let client: CloudFormationClient
let changeSets: number

beforeEach(async () => {
  fake = await startWithCode()
  client = new CloudFormationClient(connect(fake))
  changeSets = 0
})

afterEach(() => fake.close())

/** Begins a deploy of the small stack as the deployer does; nothing to change is not executed. */
async function beginDeploy(changes: Partial<AwsSettings> = {}): Promise<{ changeSetName: string }> {
  changeSets += 1
  const changeSetName = `deploy-${changeSets}`
  const name = { StackName, ChangeSetName: changeSetName }
  const { template } = synthesize(makeInput(changes))
  const ChangeSetType = changeSets === 1 ? ('CREATE' as const) : ('UPDATE' as const)
  const TemplateBody = JSON.stringify(template)
  await client.send(
    new CreateChangeSetCommand({ ...name, ChangeSetType, TemplateBody, Capabilities: ['CAPABILITY_IAM'] }),
  )
  fake.advance(5)
  const stack = fake.cloudFormation.findStack(fake.account, StackName)
  if (stack?.changeSets.at(-1)?.executionStatus === 'AVAILABLE') {
    await client.send(new ExecuteChangeSetCommand({ ...name, ClientRequestToken: changeSetName }))
  }
  return { changeSetName }
}

const record = (begin: () => Promise<{ changeSetName?: string }>) => recordOperation(fake, StackName, begin)
const deploy = (changes: Partial<AwsSettings> = {}) => record(() => beginDeploy(changes))

const destroy = () =>
  record(async () => {
    await client.send(new DeleteStackCommand({ StackName, ClientRequestToken: 'destroy' }))
    return {}
  })

/** A larger log retention, proxy logs and instance: three kinds of resource are changed, none is replaced. */
const otherSettings: Partial<AwsSettings> = { logRetentionDays: 30, debugLogging: true, instanceClass: 'db.t4g.small' }

/** What is recorded, and what it has to end with. */
const operations: Record<string, { statusAfter: string; run: () => Promise<Recording> }> = {
  'first-deploy': { statusAfter: 'CREATE_COMPLETE', run: () => deploy() },
  'nothing-to-do': {
    statusAfter: 'CREATE_COMPLETE',
    run: async () => {
      await deploy()
      return deploy()
    },
  },
  update: {
    statusAfter: 'UPDATE_COMPLETE',
    run: async () => {
      await deploy()
      return deploy(otherSettings)
    },
  },
  'failure-with-rollback': {
    statusAfter: 'ROLLBACK_COMPLETE',
    run: () => {
      const description = 'Proxy does not have any registered credentials'
      fake.account.targetHealth = { state: 'UNAVAILABLE', reason: 'AUTH_FAILURE', description }
      return deploy()
    },
  },
  cancel: {
    statusAfter: 'UPDATE_ROLLBACK_COMPLETE',
    run: async () => {
      await deploy()
      return record(async () => {
        const begun = await beginDeploy(otherSettings)
        fake.advance(30)
        await client.send(new CancelUpdateStackCommand({ StackName, ClientRequestToken: 'cancel' }))
        return begun
      })
    },
  },
  destroy: {
    statusAfter: 'DELETE_COMPLETE',
    run: async () => {
      await deploy()
      return destroy()
    },
  },
  'delete-failed': {
    statusAfter: 'DELETE_FAILED',
    run: async () => {
      await deploy()
      // The functions' network interfaces stay for longer than CloudFormation waits for them.
      fake.account.waits.interfacesOfDeleted = 100_000
      return destroy()
    },
  },
}

/** After a change of the stack or of the fake that is meant: `npx vitest run test/unit/fakes/aws/recordings.test.ts -u` */
describe('recordings of operations', () => {
  it.each(Object.entries(operations))('%s is up to date', async (name, { statusAfter, run }) => {
    const recording = await run()
    expect(recording.statusAfter).toBe(statusAfter)
    const text = writeRecording(recording)
    expect(parseRecording(text)).toEqual(recording)
    await expect(text).toMatchFileSnapshot(`../../../recordings/cloudformation/${name}.json`)
  })

  it('says when nothing was to be done', async () => {
    await deploy()
    expect(await deploy()).toMatchObject({ events: [], changeSet: { status: 'FAILED', changes: [] } })
  })
})
