import { synthesize } from '../../../stack/app.ts'
import type { StackInput } from '../../../stack/input.ts'

// biome-ignore lint/suspicious/noExplicitAny: a template is JSON of any shape, and tests look deep into it.
type Json = any

export interface Resource {
  Type: string
  Properties: Json
  DependsOn?: string[]
  DeletionPolicy?: string
  UpdateReplacePolicy?: string
}

export interface Template {
  Description: string
  Resources: Record<string, Resource>
  Parameters?: Record<string, Json>
  Outputs: Record<string, { Value: Json; Export?: Json }>
  Rules?: Json
}

/** A template with the questions that tests ask of it. */
export class TemplateView {
  readonly template: Template

  constructor(input: StackInput) {
    this.template = synthesize(input).template as Template
  }

  /** Logical ids and resources of one type. */
  all(type: string): [string, Resource][] {
    return Object.entries(this.template.Resources).filter(([, resource]) => resource.Type === type)
  }

  /** The one resource of a type, or of those whose logical id begins so. Throws when it is not exactly one. */
  only(type: string, idPrefix = ''): Resource & { id: string } {
    const found = this.all(type).filter(([id]) => id.startsWith(idPrefix))
    if (found.length !== 1 || !found[0]) throw new Error(`${found.length} resources of ${type} ${idPrefix}`)
    return { ...found[0][1], id: found[0][0] }
  }

  /** Logical ids that must be there before this one, over any number of steps. */
  needs(id: string, seen = new Set<string>()): Set<string> {
    const resource = this.template.Resources[id]
    if (!resource) throw new Error(`no resource ${id}`)
    for (const next of [...(resource.DependsOn ?? []), ...findReferences(resource.Properties)]) {
      if (seen.has(next) || !(next in this.template.Resources)) continue
      seen.add(next)
      this.needs(next, seen)
    }
    return seen
  }
}

/** Names in Ref and Fn::GetAtt anywhere inside; fails on Fn::Sub, which would hide some. */
export function findReferences(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(findReferences)
  if (typeof value !== 'object' || value === null) return []
  if ('Fn::Sub' in value) throw new Error('Fn::Sub is not understood here')
  if (typeof value.Ref === 'string') return [value.Ref]
  if (Array.isArray(value['Fn::GetAtt'])) return [value['Fn::GetAtt'][0]]
  return Object.values(value).flatMap(findReferences)
}
