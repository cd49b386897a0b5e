import type { AwsSettings } from '../../../../../src/settings/settings.ts'
import { type StackInput, synthesize } from '../../../../../stack/app.ts'
import { makeInput, makeSettings } from '../../../stack/example-input.ts'

const { proxy } = makeSettings()

/** Template of the stack `dev`. */
export function makeTemplate(changes: Partial<AwsSettings> = {}, input: Partial<StackInput> = {}): object {
  return synthesize(makeInput(changes, input)).template
}

export interface Change {
  name: string
  before: Partial<AwsSettings>
  after: Partial<AwsSettings>
}

/** Changes of settings that users make to an environment that exists. */
export const changes = {
  percent: { before: {}, after: { proxy: { ...proxy, maxConnectionsPercent: 50 } } },
  privatePage: { before: {}, after: { publicPage: false } },
  instanceClass: { before: {}, after: { instanceClass: 'db.t4g.small' } },
  storage: { before: {}, after: { storageGib: 40 } },
  engineVersion: { before: { engineVersion: '8.0' }, after: { engineVersion: '8.4' } },
  preset: { before: { preset: 'learning' }, after: { preset: 'production' } },
  clientAuth: { before: { clientAuth: 'secret' }, after: { clientAuth: 'iam' } },
  withoutTls: { before: {}, after: { proxy: { ...proxy, requireTls: false } } },
  tags: { before: {}, after: { tags: { team: 'outbox' } } },
} satisfies Record<string, Omit<Change, 'name'>>

/** A template with some of its resources changed or, when undefined is given, removed. */
export function editTemplate(
  template: object,
  edit: Record<string, ((properties: Record<string, unknown>) => Record<string, unknown>) | undefined>,
): object {
  const { Resources } = template as { Resources: Record<string, { Properties: Record<string, unknown> }> }
  const entries = Object.entries(Resources).flatMap(([id, resource]) => {
    if (!(id in edit)) return [[id, resource]]
    const change = edit[id]
    return change ? [[id, { ...resource, Properties: change(resource.Properties) }]] : []
  })
  return { ...template, Resources: Object.fromEntries(entries) }
}
