import type { ResourceKind } from '../../../fakes/aws/service.ts'

/** Any type, made by logical id, with the properties as attributes; a changed `Name` replaces it. */
export const plainKind: ResourceKind = {
  seconds: { create: 10, update: 5, delete: 3 },
  replacedBy: ['Name'],
  create: (properties, { logicalId, stackName }) => ({
    physicalId: `${stackName}-${logicalId}-${String(properties.Name ?? 'x')}`,
    attributes: Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, String(value)])),
  }),
  update: (physicalId, properties) => ({
    physicalId,
    attributes: Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, String(value)])),
  }),
}

/** Two resources, one after the other, and a third beside them. */
export function makeTemplate(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    Parameters: { Size: { Type: 'Number', Default: 1 } },
    Resources: {
      First: { Type: 'Test::Plain::Thing', Properties: { Size: { Ref: 'Size' } } },
      Second: { Type: 'Test::Plain::Thing', Properties: { Of: { Ref: 'First' }, Text: 'two' } },
      Beside: { Type: 'Test::Plain::Thing', Properties: { Text: 'three' } },
    },
    Outputs: { Which: { Value: { Ref: 'Second' } } },
    ...changes,
  }
}
