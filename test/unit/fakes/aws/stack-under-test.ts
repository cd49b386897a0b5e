import {
  CloudFormationClient,
  CreateChangeSetCommand,
  type CreateChangeSetCommandInput,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  paginateDescribeStackEvents,
  type Stack,
  type StackEvent,
} from '@aws-sdk/client-cloudformation'
import { type FakeAws, type FakeAwsOptions, startFakeAws } from '../../../fakes/aws/server.ts'
import { connect } from './connect.ts'
import { makeTemplate, plainKind } from './small-template.ts'

/** The stack `s` on a fake of its own, and what tests do with it all the time. */
export class StackUnderTest {
  readonly fake: FakeAws
  readonly client: CloudFormationClient
  #changeSets = 0

  private constructor(fake: FakeAws) {
    this.fake = fake
    this.client = new CloudFormationClient(connect(fake))
  }

  /** Default: any type of resource is a `plainKind`, and the clock stands still. */
  static async start(options: FakeAwsOptions = {}): Promise<StackUnderTest> {
    return new StackUnderTest(await startFakeAws({ kinds: {}, defaultKind: plainKind, ...options }))
  }

  /** Makes a change set and waits until it is worked out. @returns its name */
  async propose(
    template: object = makeTemplate(),
    changes: Partial<CreateChangeSetCommandInput> = {},
  ): Promise<string> {
    this.#changeSets += 1
    const name = `c${this.#changeSets}`
    const { status = 'REVIEW_IN_PROGRESS' } = this.fake.cloudFormation.findStack(this.fake.account, 's') ?? {}
    const kind = status === 'REVIEW_IN_PROGRESS' ? 'CREATE' : 'UPDATE'
    await this.client.send(
      new CreateChangeSetCommand({
        StackName: 's',
        ChangeSetName: name,
        ChangeSetType: kind,
        ...(changes.TemplateURL === undefined ? { TemplateBody: JSON.stringify(template) } : {}),
        ...changes,
      }),
    )
    this.fake.advance(3)
    return name
  }

  /** Begins to make or change the stack. */
  async begin(template: object = makeTemplate(), changes: Partial<CreateChangeSetCommandInput> = {}): Promise<void> {
    const ChangeSetName = await this.propose(template, changes)
    await this.client.send(new ExecuteChangeSetCommand({ StackName: 's', ChangeSetName, ClientRequestToken: 'token' }))
  }

  /** Makes or changes the stack, to the end. @returns the status that it ends in */
  async deploy(template: object = makeTemplate(), changes: Partial<CreateChangeSetCommandInput> = {}): Promise<string> {
    await this.begin(template, changes)
    return this.settle()
  }

  async delete(RetainResources?: string[]): Promise<string> {
    await this.client.send(new DeleteStackCommand({ StackName: 's', ...(RetainResources && { RetainResources }) }))
    return this.settle()
  }

  /** Lets more time pass than anything here takes. */
  settle(): string {
    this.fake.advance(36_000)
    return this.status
  }

  /** Status of the newest stack of that name, gone or not. */
  get status(): string {
    return this.stack.status
  }

  get stack() {
    const found = this.fake.cloudFormation.stacks.findLast(({ name }) => name === 's')
    if (found === undefined) throw new Error('There is no stack s.')
    return found
  }

  async describe(): Promise<Partial<Stack>> {
    const { Stacks } = await this.client.send(new DescribeStacksCommand({ StackName: this.stack.id }))
    return Stacks?.[0] ?? {}
  }

  async describeChangeSet(ChangeSetName: string) {
    return this.client.send(new DescribeChangeSetCommand({ StackName: 's', ChangeSetName }))
  }

  /** All events as they came over the wire, oldest first. */
  async readEvents(): Promise<StackEvent[]> {
    const events: StackEvent[] = []
    const pages = paginateDescribeStackEvents({ client: this.client }, { StackName: this.stack.id })
    for await (const { StackEvents } of pages) events.push(...(StackEvents ?? []))
    return events.reverse()
  }

  /** `LogicalId STATUS reason` of all events from the last `User Initiated` on, oldest first, without spaces at the end. */
  async readLines(): Promise<string[]> {
    const lines = (await this.readEvents()).map(({ LogicalResourceId, ResourceStatus, ResourceStatusReason }) =>
      [LogicalResourceId, ResourceStatus, ResourceStatusReason].filter(Boolean).join(' ').trimEnd(),
    )
    return lines.slice(lines.findLastIndex((line) => line.startsWith('s ') && line.endsWith('User Initiated')))
  }
}
