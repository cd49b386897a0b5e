import type { Operations } from '../../protocols/operations.ts'
import type { Engine } from '../engine.ts'
import { parseTemplate, type Template } from '../template.ts'
import { listNeededCapabilities } from './definition.ts'
import { findStackWithId } from './find.ts'
import { findChangeSet } from './find-change-set.ts'
import { allowOnly, readText, requireText } from './input.ts'
import { readTemplateSource } from './template-source.ts'

/** What can be asked about templates. */
export function templateOperations(engine: Engine): Operations {
  return {
    GetTemplate(input, { account }) {
      allowOnly(input, ['StackName', 'ChangeSetName', 'TemplateStage'])
      const definition =
        readText(input, 'ChangeSetName') === undefined
          ? findStackWithId(engine, account, requireText(input, 'StackName')).definition
          : findChangeSet(engine, account, input).changeSet.definition
      return { TemplateBody: definition?.body ?? '', StagesAvailable: ['Original', 'Processed'] }
    },

    ValidateTemplate(input, { account }) {
      allowOnly(input, ['TemplateBody', 'TemplateURL'])
      return describeTemplate(parseTemplate(readTemplateSource(engine, account, input), (type) => engine.knows(type)))
    },

    GetTemplateSummary(input, { account }) {
      allowOnly(input, ['TemplateBody', 'TemplateURL', 'StackName'])
      const stackName = readText(input, 'StackName')
      const body =
        stackName === undefined
          ? readTemplateSource(engine, account, input)
          : (findStackWithId(engine, account, stackName).definition?.body ?? '')
      const template = parseTemplate(body, (type) => engine.knows(type))
      const types = [...new Set(Object.values(template.Resources).map(({ Type }) => Type))]
      return { ...describeTemplate(template), ResourceTypes: types }
    },
  }
}

function describeTemplate(template: Template): object {
  const capabilities = listNeededCapabilities(template)
  const reason = `The following resource(s) require capabilities: [${listCapableTypes(template).join(', ')}]`
  return {
    Description: template.Description,
    Parameters: Object.entries(template.Parameters ?? {}).map(([name, parameter]) => ({
      ParameterKey: name,
      DefaultValue: parameter.Default,
      NoEcho: parameter.NoEcho ?? false,
      ParameterType: parameter.Type,
      Description: parameter.Description,
    })),
    Capabilities: capabilities,
    CapabilitiesReason: capabilities.length === 0 ? undefined : reason,
  }
}

function listCapableTypes(template: Template): string[] {
  const types = Object.values(template.Resources).map(({ Type }) => Type)
  return [...new Set(types)].filter((type) => type.startsWith('AWS::IAM::'))
}
