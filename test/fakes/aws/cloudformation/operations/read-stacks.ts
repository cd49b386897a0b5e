import type { Operations } from '../../protocols/operations.ts'
import type { Engine } from '../engine.ts'
import type { Stack } from '../stack.ts'
import { refuse } from '../template.ts'
import { describeEvent, describeResource, describeStack } from './describe.ts'
import { findStackToChange, findStackWithId } from './find.ts'
import { allowOnly, readList, readText, requireText } from './input.ts'
import { cutPage } from './paging.ts'

/** What can be read of stacks, their events and their resources. */
export function readStacks(engine: Engine): Operations {
  return {
    DescribeStacks(input, { account }) {
      allowOnly(input, ['StackName', 'NextToken'])
      const name = readText(input, 'StackName')
      if (name !== undefined) return { Stacks: [describeStack(findStackWithId(engine, account, name))] }
      const all = engine.stacks.filter((stack) => stack.account === account && stack.status !== 'DELETE_COMPLETE')
      const { page, nextToken } = cutPage(all.reverse(), readText(input, 'NextToken'), engine.pageSize, keyOf)
      return { Stacks: page.map(describeStack), NextToken: nextToken }
    },

    ListStacks(input, { account }) {
      allowOnly(input, ['NextToken', 'StackStatusFilter'])
      const wanted = readList(input, 'StackStatusFilter')
      const all = engine.stacks.filter(
        (stack) => stack.account === account && (wanted.length === 0 || wanted.includes(stack.status)),
      )
      const { page, nextToken } = cutPage(all.reverse(), readText(input, 'NextToken'), engine.pageSize, keyOf)
      return { StackSummaries: page.map(summarize), NextToken: nextToken }
    },

    DescribeStackEvents(input, { account }) {
      allowOnly(input, ['StackName', 'NextToken'])
      const stack = findStackToChange(engine, account, requireText(input, 'StackName'))
      const newestFirst = [...stack.events].reverse()
      const { page, nextToken } = cutPage(newestFirst, readText(input, 'NextToken'), engine.pageSize, (e) => e.eventId)
      return { StackEvents: page.map((event) => describeEvent(stack, event)), NextToken: nextToken }
    },

    ListStackResources(input, { account }) {
      allowOnly(input, ['StackName', 'NextToken'])
      const stack = findStackWithId(engine, account, requireText(input, 'StackName'))
      const all = [...stack.resources.values()]
      const { page, nextToken } = cutPage(all, readText(input, 'NextToken'), engine.pageSize, (r) => r.logicalId)
      return { StackResourceSummaries: page.map((resource) => describeResource(resource)), NextToken: nextToken }
    },

    DescribeStackResources(input, { account }) {
      allowOnly(input, ['StackName', 'LogicalResourceId'])
      const stack = findStackWithId(engine, account, requireText(input, 'StackName'))
      const wanted = readText(input, 'LogicalResourceId')
      const found = [...stack.resources.values()].filter(({ logicalId }) => (wanted ?? logicalId) === logicalId)
      if (wanted !== undefined && found.length === 0) {
        throw refuse(`Resource ${wanted} does not exist for stack ${stack.name}`)
      }
      return { StackResources: found.slice(0, 100).map((resource) => describeResource(resource, stack)) }
    },
  }
}

function keyOf({ id }: Stack): string {
  return id
}

function summarize(stack: Stack): object {
  return {
    StackId: stack.id,
    StackName: stack.name,
    TemplateDescription: stack.definition?.template.Description,
    CreationTime: stack.createdAt,
    LastUpdatedTime: stack.updatedAt,
    DeletionTime: stack.deletedAt,
    StackStatus: stack.status,
    StackStatusReason: stack.reason,
    DriftInformation: { StackDriftStatus: stack.drift?.status ?? 'NOT_CHECKED' },
  }
}
