/** The part of a CloudFormation template that estimates are made from. */
export interface Template {
  Resources?: Readonly<Record<string, TemplateResource>>
}

export interface TemplateResource {
  Type: string
  Properties?: Readonly<Record<string, unknown>>
  DependsOn?: string | readonly string[]
  DeletionPolicy?: string
}

/** Resources of one type, in the order of the template. */
export function listOfType(template: Template, type: string): TemplateResource[] {
  return Object.values(template.Resources ?? {}).filter((resource) => resource.Type === type)
}

/** A property that is a number or a numeral, as CloudFormation takes both; undefined for anything else. */
export function readNumber(resource: TemplateResource, property: string): number | undefined {
  const value = resource.Properties?.[property]
  if (typeof value !== 'number' && typeof value !== 'string') return undefined
  const number = Number(value)
  return value === '' || Number.isNaN(number) ? undefined : number
}

/** A property that is text; undefined when it is missing or only known to CloudFormation. */
export function readText(resource: TemplateResource, property: string): string | undefined {
  const value = resource.Properties?.[property]
  return typeof value === 'string' ? value : undefined
}

/** Whether a property is switched on. CloudFormation takes `true` as a word too. */
export function isOn(resource: TemplateResource, property: string): boolean {
  return String(resource.Properties?.[property]) === 'true'
}

/** How many entries a property's list has; 0 when it is no list. */
export function countEntries(resource: TemplateResource, property: string): number {
  const value = resource.Properties?.[property]
  return Array.isArray(value) ? value.length : 0
}
