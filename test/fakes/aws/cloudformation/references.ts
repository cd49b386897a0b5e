/** One mention of another resource, a parameter or a pseudo parameter. */
export interface Reference {
  logicalId: string
  /** Name of the attribute; absent for a `Ref`. */
  attribute?: string
}

/** All references in a part of a template, in `Ref`, `Fn::GetAtt` and `Fn::Sub`. */
export function listReferences(value: unknown): Reference[] {
  if (Array.isArray(value)) return value.flatMap(listReferences)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, member]) => {
    if (key === 'Ref' && typeof member === 'string') return [{ logicalId: member }]
    if (key === 'Fn::GetAtt') return [readAttribute(member)]
    if (key === 'Fn::Sub') return listSubstitutions(member)
    return listReferences(member)
  })
}

/** The two parts of `Fn::GetAtt`, from its list or from `Logical.Attribute`. */
export function readAttribute(value: unknown): Required<Reference> {
  const [logicalId = '', ...rest] = Array.isArray(value) ? value.map(String) : String(value).split('.')
  return { logicalId, attribute: rest.join('.') }
}

function listSubstitutions(value: unknown): Reference[] {
  const [text, variables = {}] = Array.isArray(value) ? value : [value]
  const names = [...String(text).matchAll(/\$\{([^!}][^}]*)\}/g)].map(([, name = '']) => name.trim())
  const own = names.filter((name) => !(name in variables))
  return [
    ...own.map((name) => (name.includes('.') ? readAttribute(name) : { logicalId: name })),
    ...listReferences(variables),
  ]
}
