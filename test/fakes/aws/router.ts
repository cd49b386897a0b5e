import type { FakeAccount } from './account.ts'
import { understandRequest } from './call-reader.ts'
import type { RecordedCall } from './calls.ts'
import type { FakeClock } from './clock.ts'
import { Disconnected, type Faults } from './faults.ts'
import { type Identity, identify, refuseUnsigned } from './identities.ts'
import { answerError } from './protocols/protocol-errors.ts'
import { nameResource } from './resource-arn.ts'
import { type FakeAnswer, type FakeRequest, type FakeService, FakeServiceError } from './service.ts'
import { guessService, readSignature } from './signature.ts'

/** What a request is answered with. */
export interface RouterParts {
  services: readonly FakeService[]
  identities: Record<string, Identity>
  faults: Faults
  calls: RecordedCall[]
  openAccount(id: string, region: string): FakeAccount
  clock: FakeClock
}

/** A request as it came in. */
export type RawRequest = Omit<FakeRequest, 'region' | 'accessKeyId'>

/** Answers a request: finds the service by the signature, refuses what is to be refused, and records the call. @throws Disconnected */
export async function routeRequest(parts: RouterParts, raw: RawRequest): Promise<FakeAnswer> {
  const signature = readSignature(raw.headers, raw.url)
  const service = signature?.service ?? guessService(raw.headers, raw.body.toString('latin1'))
  try {
    parts.clock.settle()
    if (signature === undefined) throw refuseUnsigned(service)
    return await answerSigned(parts, service, { ...raw, ...signature })
  } catch (error) {
    if (error instanceof Disconnected) throw error
    return answerError(service, toServiceError(error), raw.method)
  }
}

async function answerSigned(parts: RouterParts, name: string, request: FakeRequest): Promise<FakeAnswer> {
  const call = record(parts, name, request)
  try {
    const identity = identify(parts.identities, request.accessKeyId, name)
    call.resource = nameResource(name, call.parameters, { ...identity, region: request.region })
    parts.faults.check(name, call, identity)
    const service = parts.services.find((each) => each.name === name)
    if (service === undefined) throw new FakeServiceError('UnknownService', `The fake has no service ${name}.`, 404)
    return await service.answer(request, parts.openAccount(identity.accountId, request.region))
  } catch (error) {
    call.error = toServiceError(error).code
    throw error
  }
}

function record({ calls, clock }: RouterParts, service: string, request: FakeRequest): RecordedCall {
  const { region, accessKeyId } = request
  const call = { service, ...understandRequest(service, request), resource: '*', region, accessKeyId, at: clock.now() }
  calls.push(call)
  return call
}

/** A fault of the fake itself reaches the test as an error that no AWS service answers, with its stack. */
function toServiceError(error: unknown): FakeServiceError {
  if (error instanceof FakeServiceError) return error
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return new FakeServiceError('FakeAwsBroken', text, 418)
}
