import { writeFileSync } from 'node:fs'
import { CloudFormationValidatePlugin } from 'aws-cdk-lib/core'
import { describe, expect, it } from 'vitest'
import { makeInput, variants } from './example-input.ts'
import { type JudgedApp, readJson, withApp } from './judged-app.ts'
import type { Template } from './template-view.ts'

// One engine for all: starting it takes longer than judging a template.
const validator = new CloudFormationValidatePlugin()

/** What the validator inside the CDK says of the synthesised template, or of that template after `spoil`. */
function judge({ app, stackName, templatePath }: JudgedApp, spoil?: (template: Template) => void): string[] {
  app.synth()
  if (spoil) {
    const template = readJson(templatePath)
    spoil(template)
    writeFileSync(templatePath, JSON.stringify(template))
  }
  const { violations } = validator.validate({
    appConstruct: app,
    templatePaths: [templatePath],
    stackTemplates: [{ templatePath, stackConstructPath: stackName, accountId: undefined, region: 'eu-west-1' }],
  })
  return violations.map(({ ruleName, description }) => `${ruleName}: ${description}`)
}

describe('the CloudFormation validator', () => {
  it.each(variants)('finds nothing in $name', ({ changes }) => {
    expect(withApp(makeInput(changes), (judged) => judge(judged))).toEqual([])
  })

  it('finds nothing where zones are chosen by id and code is asked for', () => {
    const { code: _, ...input } = makeInput({ region: 'us-east-1' })
    expect(withApp(input, (judged) => judge(judged))).toEqual([])
  })

  it('finds faults that are there', () => {
    const found = withApp(makeInput(), (judged) =>
      judge(judged, ({ Resources }) => {
        const proxy = Object.values(Resources).find(({ Type }) => Type === 'AWS::RDS::DBProxy')
        Object.assign(proxy?.Properties, { EngineFamily: 'ORACLE', NoSuchProperty: true })
      }),
    )
    expect(found.join('\n')).toMatch(/NoSuchProperty/)
    expect(found.join('\n')).toMatch(/ORACLE|EngineFamily/)
  })
})
