import type { Properties, ResourceContext } from '../service.ts'

export type Tags = Record<string, string>

/**
 * Tags of a resource that CloudFormation makes: its own, the stack's, and the three that CloudFormation adds. A list
 * of keys and values or, as API Gateway has it, an object.
 */
export function collectTags(properties: Properties, context: ResourceContext): Tags {
  return { ...context.tags, ...readTags(properties.Tags), ...ownTags(context) }
}

function ownTags({ stackName, stackId, logicalId }: ResourceContext): Tags {
  return {
    'aws:cloudformation:stack-name': stackName,
    'aws:cloudformation:stack-id': stackId,
    'aws:cloudformation:logical-id': logicalId,
  }
}

export function readTags(tags: unknown): Tags {
  if (Array.isArray(tags)) {
    return Object.fromEntries((tags as { Key: string; Value: string }[]).map(({ Key, Value }) => [Key, Value]))
  }
  return { ...(tags as Tags | undefined) }
}

/** As most services write them. */
export function listTags(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
}
