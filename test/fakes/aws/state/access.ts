import type { Tags } from './tags.ts'

export interface FakeRole {
  name: string
  arn: string
  id: string
  trust: unknown
  /** Inline policies by name. */
  policies: Map<string, unknown>
  tags: Tags
}

export interface FakeHttpApi {
  id: string
  name: string
  endpoint: string
  /** ARN of the function that the `$default` route leads to. */
  functionArn?: string
  stages: Set<string>
  createdAt: number
  tags: Tags
}
