import type { Operations } from '../../protocols/operations.ts'
import type { DriftedProperty } from '../drift.ts'
import type { Engine } from '../engine.ts'
import type { Stack, StackResource } from '../stack.ts'
import { refuse } from '../template.ts'
import { findStackToChange, findStackWithId } from './find.ts'
import { allowOnly, readList, readText, requireText } from './input.ts'
import { cutPage } from './paging.ts'

interface Detection {
  id: string
  stack: Stack
  startedAt: Date
  over: boolean
}

/** Seconds of the account's clock that a drift detection takes. */
const DETECTION_SECONDS = 10

/** Drift detection: what it finds was set by the test, with the engine's `setDrift`. */
export function driftOperations(engine: Engine): Operations {
  const detections = new Map<string, Detection>()
  return {
    DetectStackDrift(input, { account }) {
      allowOnly(input, ['StackName'])
      const stack = findStackToChange(engine, account, requireText(input, 'StackName'))
      if (!stack.status.endsWith('_COMPLETE') || stack.status === 'DELETE_COMPLETE') {
        throw refuse(`Drift detection cannot be performed on stack [${stack.id}] while in ${stack.status} state`)
      }
      const detection = { id: account.ids.makeUuid(), stack, startedAt: new Date(engine.clock.now()), over: false }
      detections.set(detection.id, detection)
      engine.clock.after(DETECTION_SECONDS, () => {
        detection.over = true
        stack.drift = {
          status: listDrifted(engine, stack).length === 0 ? 'IN_SYNC' : 'DRIFTED',
          checkedAt: new Date(engine.clock.now()),
        }
      })
      return { StackDriftDetectionId: detection.id }
    },

    DescribeStackDriftDetectionStatus(input) {
      allowOnly(input, ['StackDriftDetectionId'])
      const id = requireText(input, 'StackDriftDetectionId')
      const detection = detections.get(id)
      if (detection === undefined) throw refuse(`StackDriftDetectionId ${id} does not exist`)
      const { stack, startedAt, over } = detection
      const drifted = listDrifted(engine, stack)
      return {
        StackId: stack.id,
        StackDriftDetectionId: id,
        DetectionStatus: over ? 'DETECTION_COMPLETE' : 'DETECTION_IN_PROGRESS',
        StackDriftStatus: over ? stack.drift?.status : undefined,
        DriftedStackResourceCount: over ? drifted.length : undefined,
        Timestamp: startedAt,
      }
    },

    DescribeStackResourceDrifts(input, { account }) {
      allowOnly(input, ['StackName', 'StackResourceDriftStatusFilters', 'NextToken', 'MaxResults'])
      const stack = findStackWithId(engine, account, requireText(input, 'StackName'))
      const filters = readList(input, 'StackResourceDriftStatusFilters')
      const all = stack.drift === undefined ? [] : [...stack.resources.values()]
      const described = all
        .map((resource) => describeDrift(engine, stack, resource))
        .filter(({ StackResourceDriftStatus }) => filters.length === 0 || filters.includes(StackResourceDriftStatus))
      const size = Number(readText(input, 'MaxResults') ?? engine.pageSize)
      const { page, nextToken } = cutPage(
        described,
        readText(input, 'NextToken'),
        size,
        (each) => each.LogicalResourceId,
      )
      return { StackResourceDrifts: page, NextToken: nextToken }
    },
  }
}

function listDrifted(engine: Engine, stack: Stack): [logicalId: string, found: DriftedProperty[] | 'DELETED'][] {
  return [...(engine.drifts.get(stack.name) ?? [])]
}

function describeDrift(engine: Engine, stack: Stack, resource: StackResource) {
  const found = engine.drifts.get(stack.name)?.get(resource.logicalId)
  const properties = JSON.stringify(resource.properties)
  return {
    StackId: stack.id,
    LogicalResourceId: resource.logicalId,
    PhysicalResourceId: resource.physicalId,
    ResourceType: resource.type,
    ExpectedProperties: properties,
    ActualProperties: found === 'DELETED' ? undefined : properties,
    PropertyDifferences: (found === 'DELETED' ? [] : (found ?? [])).map((each) => ({
      PropertyPath: each.path,
      ExpectedValue: each.expected,
      ActualValue: each.actual,
      DifferenceType: each.difference,
    })),
    StackResourceDriftStatus: found === 'DELETED' ? 'DELETED' : found === undefined ? 'IN_SYNC' : 'MODIFIED',
    Timestamp: stack.drift?.checkedAt,
  }
}
