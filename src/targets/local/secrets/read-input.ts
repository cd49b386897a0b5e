import { ServiceError } from './service-error.ts'

/** The fields of a request's JSON body, read one by one with the API's own checks. */
export class InputFields {
  readonly #fields: Record<string, unknown>

  /** @throws ServiceError SerializationException when the body is not a JSON object. */
  constructor(body: Buffer) {
    this.#fields = parseObject(body)
  }

  string(name: string): string | undefined {
    return this.#read(name, (value): value is string => typeof value === 'string')
  }

  boolean(name: string): boolean | undefined {
    return this.#read(name, (value): value is boolean => typeof value === 'boolean')
  }

  number(name: string): number | undefined {
    return this.#read(name, (value): value is number => typeof value === 'number')
  }

  strings(name: string): string[] | undefined {
    return this.#read(
      name,
      (value): value is string[] => Array.isArray(value) && value.every((each) => typeof each === 'string'),
    )
  }

  object(name: string): object | undefined {
    return this.#read(
      name,
      (value): value is object => typeof value === 'object' && value !== null && !Array.isArray(value),
    )
  }

  /** @throws ServiceError ValidationException when it is missing or empty. */
  required(name: string): string {
    const value = this.string(name)
    if (value) return value
    throw new ServiceError('ValidationException', `Value at '${name}' failed to satisfy constraint: must not be empty.`)
  }

  /**
   * ClientRequestToken, which becomes a version's id: 32 to 64 characters.
   * @throws ServiceError InvalidParameterException
   */
  requestToken(): string | undefined {
    const token = this.string('ClientRequestToken')
    if (token === undefined || (token.length >= 32 && token.length <= 64)) return token
    throw new ServiceError('InvalidParameterException', 'ClientRequestToken must be 32-64 characters long.')
  }

  #read<Value>(name: string, isValid: (value: unknown) => value is Value): Value | undefined {
    const value = this.#fields[name]
    if (value === undefined || value === null) return undefined
    if (isValid(value)) return value
    throw new ServiceError('SerializationException', `The value of ${name} is of the wrong type.`)
  }
}

function parseObject(body: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.length === 0 ? '{}' : body.toString('utf8'))
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  } catch {
    // Answered below; the parser's message would quote the body, which may hold a secret.
  }
  throw new ServiceError('SerializationException', 'The request body is not a JSON object.')
}
