import { environmentNameMaxLength, environmentNamePattern } from './environment-name.ts'
import type { JsonObject } from './file.ts'
import { describePrompt, type Question, type QuestionKind } from './question.ts'
import { settingQuestions } from './questions.ts'
import type { TargetKind } from './settings.ts'

/** The JSON schema (draft 7, which editors know best) of rds-proxy-webhook.json, made from the questions. */
export function buildSchema(): JsonObject {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'rds-proxy-webhook.json',
    description: 'The environments of a project and their settings.',
    type: 'object',
    additionalProperties: false,
    properties: {
      $schema: { type: 'string' },
      defaultEnvironment: { type: 'string', description: 'The environment that commands use without --env.' },
      environments: {
        type: 'object',
        propertyNames: { pattern: environmentNamePattern.source, maxLength: environmentNameMaxLength },
        additionalProperties: {
          type: 'object',
          required: ['target'],
          properties: { target: { enum: ['local', 'aws'], description: 'Where the environment runs.' } },
          oneOf: [{ $ref: '#/definitions/local' }, { $ref: '#/definitions/aws' }],
        },
      },
    },
    definitions: { local: describeTarget('local'), aws: describeTarget('aws') },
  }
}

function describeTarget(target: TargetKind): JsonObject {
  const properties: Record<string, JsonObject> = { target: { const: target } }
  for (const question of settingQuestions.filter((each) => each.targets.includes(target))) {
    const [group, name] = question.key.split('.') as [string, string?]
    if (name === undefined) properties[group] = describeQuestion(question)
    else {
      const members = (properties[group]?.properties ?? {}) as JsonObject
      properties[group] = {
        type: 'object',
        additionalProperties: false,
        properties: { ...members, [name]: describeQuestion(question) },
      }
    }
  }
  return { type: 'object', additionalProperties: false, required: ['target'], properties }
}

function describeQuestion(question: Question): JsonObject {
  const unit = question.unit === undefined ? '' : ` In ${question.unit}.`
  return {
    description: `${describePrompt(question).replace(/\??$/, '.')} ${question.why}${unit}`,
    ...describeKind(question.kind),
  }
}

function describeKind(kind: QuestionKind): JsonObject {
  if (kind.type === 'integer') return { type: 'integer', minimum: kind.min, maximum: kind.max }
  if (kind.type === 'boolean') return { type: 'boolean' }
  if (kind.type === 'choice') return { enum: kind.choices.map((choice) => choice.value) }
  if (kind.type === 'tags') return { type: 'object', maxProperties: 50, additionalProperties: { type: 'string' } }
  return {
    type: 'string',
    ...(kind.whenEmpty === undefined ? { minLength: 1 } : {}),
    maxLength: kind.maxLength,
    ...(kind.pattern ? { pattern: kind.pattern.source } : {}),
  }
}
