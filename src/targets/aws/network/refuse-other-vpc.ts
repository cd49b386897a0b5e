import { UserError } from '../../../errors.ts'
import { listOfType, readText, type Template } from '../../../estimates/template.ts'
import type { AwsSettings } from '../../../settings/settings.ts'
import { readTemplateIfAny } from '../deploy/read-template.ts'
import type { AwsEnvironment } from '../environment.ts'
import { readPhase, readStack } from '../stack-state.ts'

/**
 * RDS keeps a subnet group in its VPC ("The new Subnets are not in the same Vpc as the existing subnet group"), which a
 * deploy would learn after minutes only. Asks AWS what runs; a stack that cannot be read is not judged.
 * @throws UserError VpcCannotChange; the SDK's errors
 */
export async function refuseMove(env: AwsEnvironment, settings: AwsSettings): Promise<void> {
  const stack = await readStack(env.clients, env.stackName)
  if (!stack || ['gone', 'reviewing', 'never-made'].includes(readPhase(stack.status))) return
  const deployed = await readTemplateIfAny(env, stack.id)
  if (deployed) refuseOtherVpc(env, deployed, settings)
}

/** As {@link refuseMove}, where the deployed template is known already. */
export function refuseOtherVpc(env: AwsEnvironment, deployed: Template, { vpcId }: AwsSettings): void {
  const current = readVpc(deployed)
  if (current === undefined || current === vpcId) return
  const place = current === '' ? 'a VPC of its own' : `the VPC ${current}`
  throw new UserError({
    name: 'VpcCannotChange',
    message: `Environment ${env.name} is in ${place}, and RDS moves no database to another one.`,
    nextSteps: [
      `--vpc-id ${current || "''"}  # stays where it is`,
      'rds-proxy-webhook init --target aws --env OTHER-NAME  # makes another environment in the other VPC',
    ],
  })
}

/** Empty: one of its own, as in the settings; undefined when nothing in the template is in a VPC. */
function readVpc(template: Template): string | undefined {
  if (listOfType(template, 'AWS::EC2::VPC').length > 0) return ''
  const [group] = listOfType(template, 'AWS::EC2::SecurityGroup')
  return group && readText(group, 'VpcId')
}
