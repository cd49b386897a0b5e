import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { makeInput } from './example-input.ts'
import { TemplateView } from './template-view.ts'

const handler = resolve(import.meta.dirname, '../../../handler')

/** Actions of Secrets Manager that the sources below a folder call, by the SDK's commands. */
function listCalls(folder: string): Set<string> {
  const files = readdirSync(join(handler, folder), { recursive: true, encoding: 'utf8' })
  const texts = files
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(handler, folder, name), 'utf8'))
  const calls = texts.flatMap((text) => [...text.matchAll(/new (\w+)Command\(/g)].map(([, call]) => call))
  return new Set(calls.map((call) => `secretsmanager:${call}`))
}

/** Actions that a function's role allows for its purpose. */
function listAllowed(view: TemplateView, name: string): Set<string> {
  const policies = view.only('AWS::IAM::Role', `Functions${name}`).Properties.Policies
  const purpose = policies.find(({ PolicyName }: { PolicyName: string }) => PolicyName === 'Purpose')
  return new Set(purpose.PolicyDocument.Statement.flatMap(({ Action }: { Action: string | string[] }) => Action))
}

describe('the calls that the functions make', () => {
  const view = new TemplateView(makeInput({ clientAuth: 'secret' }))

  it('of rotation are what its role allows, no more and no fewer', () => {
    expect(listCalls('rotation')).toEqual(listAllowed(view, 'Rotation'))
  })

  it.each(['Webhook', 'Query'])('of %s are what its role allows, no more and no fewer', (name) => {
    const calls = new Set([...listCalls('login'), ...listCalls(name.toLowerCase())])
    expect(calls).toEqual(listAllowed(view, name))
  })
})
