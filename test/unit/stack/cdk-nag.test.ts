import { join } from 'node:path'
import { Validations } from 'aws-cdk-lib/core'
import { AwsSolutionsChecks } from 'cdk-nag'
import { describe, expect, it } from 'vitest'
import { makeInput, variants } from './example-input.ts'
import { type JudgedApp, readJson, withApp } from './judged-app.ts'

interface Finding {
  ruleName: string
  reason: string
  violatingConstructs: { constructPath: string }[]
}

/** The report that the CDK writes. Synthesis fails, and prints it, when a finding is not accepted. */
function runChecks({ app, outdir }: JudgedApp): { violations: Finding[]; suppressedViolations: Finding[] } {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
  app.synth()
  const { pluginReports } = readJson(join(outdir, 'validation-report.json'))
  expect(pluginReports).toHaveLength(1)
  return pluginReports[0]
}

/** What is accepted, spelled out here too: an acceptance that covers more than meant shows up. */
const acceptedAlways = [
  'APIG4 Api/HttpApi/DefaultRoute',
  'IAM5[Resource::*] Functions/Query/Role',
  'IAM5[Resource::*] Functions/Webhook/Role',
  'RDS11 Database/Instance',
]
const acceptedForOwnVpc = ['VPC7 Network/Vpc']
const acceptedWithSecret = ['IAM5[Resource::*] Functions/Rotation/Role']
const acceptedForLearning = ['RDS10 Database/Instance', 'RDS13 Database/Instance', 'RDS3 Database/Instance']

describe("cdk-nag's AwsSolutions", () => {
  it.each(variants)('has no finding in $name but those accepted with a reason', ({ changes }) => {
    const { violations, suppressedViolations } = withApp(makeInput(changes), runChecks)
    expect(violations).toEqual([])
    const accepted = suppressedViolations.flatMap(({ ruleName, reason, violatingConstructs }) => {
      expect(reason.length).toBeGreaterThan(20)
      return violatingConstructs.map(({ constructPath }) => {
        const path = constructPath.replace(/^[^/]*\//, '').replace(/\/Resource$/, '')
        return `${ruleName.replace('AwsSolutions-', '')} ${path}`
      })
    })
    const expected = [
      ...acceptedAlways,
      ...(changes.vpcId ? [] : acceptedForOwnVpc),
      ...(changes.clientAuth === 'secret' ? acceptedWithSecret : []),
      ...(changes.preset === 'learning' ? acceptedForLearning : []),
    ]
    expect(accepted.sort()).toEqual(expected.sort())
  })
})
