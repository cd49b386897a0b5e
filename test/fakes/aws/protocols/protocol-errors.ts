import type { FakeAnswer, FakeServiceError } from '../service.ts'
import { answerEc2Error } from './ec2.ts'
import { answerJsonError } from './json.ts'
import { answerQueryError } from './query.ts'
import { answerRestJsonError } from './rest-json.ts'
import { answerS3Error } from './s3.ts'

export type Protocol = 'query' | 'ec2' | 'json' | 'rest-json' | 's3'

const protocols: Readonly<Record<string, Protocol>> = {
  cloudformation: 'query',
  rds: 'query',
  sts: 'query',
  ec2: 'ec2',
  s3: 's3',
  lambda: 'rest-json',
  logs: 'json',
  monitoring: 'json',
  pricing: 'json',
  secretsmanager: 'json',
}

/** What a service speaks, by its signing name; the oldest and plainest protocol for a service that is unknown. */
export function protocolOf(service: string): Protocol {
  return protocols[service] ?? 'query'
}

/** An error in the shape of a service's protocol. @param method S3 answers HEAD without a body */
export function answerError(service: string, error: FakeServiceError, method: string): FakeAnswer {
  const protocol = protocolOf(service)
  if (protocol === 's3') return answerS3Error(error, method)
  return { query: answerQueryError, ec2: answerEc2Error, json: answerJsonError, 'rest-json': answerRestJsonError }[
    protocol
  ](error)
}
