import type { Template } from '../../../estimates/template.ts'
import type { AwsEnvironment } from '../environment.ts'

/**
 * The template that a stack was deployed with last, for what it costs. CloudFormation keeps that of a deleted stack
 * for 90 days, by its ARN.
 * @throws the SDK's errors; SyntaxError when it is not the JSON that this program deploys
 */
export async function readDeployedTemplate(env: AwsEnvironment, nameOrId: string): Promise<Template> {
  const { GetTemplateCommand } = await import('@aws-sdk/client-cloudformation')
  const client = await env.clients.cloudFormation()
  const { TemplateBody } = await client.send(new GetTemplateCommand({ StackName: nameOrId, TemplateStage: 'Original' }))
  return JSON.parse(TemplateBody ?? '{}') as Template
}
