import type { FakeAccount } from '../account.ts'
import type { FakeClock } from '../clock.ts'
import type { Faults } from '../faults.ts'
import type { BucketStore } from '../s3/store.ts'
import type { Properties, ResourceKind } from '../service.ts'
import type { DriftedProperty } from './drift.ts'
import { makeStack, type Stack } from './stack.ts'
import { refuse } from './template.ts'

export interface EngineParts {
  clock: FakeClock
  faults: Faults
  buckets: BucketStore
  kinds: Readonly<Record<string, ResourceKind>>
  /** For types that are not among the kinds; absent: they are refused. */
  defaultKind?: ResourceKind | undefined
  /** Value of a dynamic reference, `secretsmanager:arn:SecretString:password`. */
  resolveReference: (account: FakeAccount, reference: string) => string
}

/** All stacks, and what it takes to change them. */
export class CloudFormationEngine {
  readonly clock: FakeClock
  readonly faults: Faults
  readonly buckets: BucketStore
  /** Entries on one page of a list. A test may make it smaller. */
  pageSize = 100
  /** Oldest first, deleted ones too. */
  readonly stacks: Stack[] = []
  /** What drift detection is to find, by stack name and logical id. */
  readonly drifts = new Map<string, Map<string, DriftedProperty[] | 'DELETED'>>()
  readonly #parts: EngineParts

  constructor(parts: EngineParts) {
    this.#parts = parts
    this.clock = parts.clock
    this.faults = parts.faults
    this.buckets = parts.buckets
  }

  /** Whether a resource type can be made. */
  knows(type: string): boolean {
    return type in this.#parts.kinds || this.#parts.defaultKind !== undefined
  }

  /** @throws FakeServiceError for a type that is not known */
  findKind(type: string): ResourceKind {
    const kind = this.#parts.kinds[type] ?? this.#parts.defaultKind
    if (kind === undefined) throw refuse(`Template format error: Unrecognized resource types: [${type}]`)
    return kind
  }

  /**
   * Properties with their dynamic references resolved, as only the service gets to see them: events, templates and
   * comparisons keep the references. @throws FakeServiceError where nothing can resolve one
   */
  resolveDynamic(account: FakeAccount, properties: Properties): Properties {
    return mapTexts(properties, (text) =>
      text.replace(/\{\{resolve:([^}]+)\}\}/g, (_, reference) => this.#parts.resolveReference(account, reference)),
    ) as Properties
  }

  addStack(account: FakeAccount, name: string): Stack {
    const stack = makeStack(account, name)
    this.stacks.push(stack)
    return stack
  }

  /** A stack that is not deleted, by name, or any by ARN. */
  findStack(account: FakeAccount, nameOrId: string): Stack | undefined {
    const mine = this.stacks.filter((stack) => stack.account === account)
    if (nameOrId.startsWith('arn:')) return mine.find(({ id }) => id === nameOrId)
    return mine.find(({ name, status }) => name === nameOrId && status !== 'DELETE_COMPLETE')
  }

  /** What the next drift detection finds of a resource. @param found the properties that differ, or that it is gone */
  setDrift(stackName: string, logicalId: string, found: DriftedProperty[] | 'DELETED'): void {
    const ofStack = this.drifts.get(stackName) ?? new Map<string, DriftedProperty[] | 'DELETED'>()
    ofStack.set(logicalId, found)
    this.drifts.set(stackName, ofStack)
  }
}

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map((each) => mapTexts(each, change))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, mapTexts(member, change)]))
}

export type Engine = CloudFormationEngine
