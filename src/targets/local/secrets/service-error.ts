/** The errors of Secrets Manager and of the request's authentication that this endpoint answers with. */
export type ServiceErrorType =
  | 'AccessDeniedException'
  | 'InternalServiceError'
  | 'InvalidNextTokenException'
  | 'InvalidParameterException'
  | 'InvalidRequestException'
  | 'InvalidSignatureException'
  | 'LimitExceededException'
  | 'MissingAuthenticationTokenException'
  | 'RequestEntityTooLargeException'
  | 'ResourceExistsException'
  | 'ResourceNotFoundException'
  | 'SerializationException'
  | 'UnknownOperationException'
  | 'UnrecognizedClientException'
  | 'ValidationException'

/** A refusal as the service itself words it; becomes `{"__type":...,"Message":...}` on the wire. */
export class ServiceError extends Error {
  readonly type: ServiceErrorType
  readonly status: number

  constructor(type: ServiceErrorType, message: string, status = 400) {
    super(message)
    this.name = type
    this.type = type
    this.status = status
  }
}
