import { randomInt } from 'node:crypto'
import { ServiceError } from './service-error.ts'

const LOWERCASE = 'abcdefghijklmnopqrstuvwxyz'
const UPPERCASE = LOWERCASE.toUpperCase()
const NUMBERS = '0123456789'
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'

/** GetRandomPassword's parameters, in the API's own names. */
export interface PasswordRules {
  PasswordLength?: number | undefined
  ExcludeCharacters?: string | undefined
  ExcludeNumbers?: boolean | undefined
  ExcludePunctuation?: boolean | undefined
  ExcludeUppercase?: boolean | undefined
  ExcludeLowercase?: boolean | undefined
  IncludeSpace?: boolean | undefined
  /** Default true: at least one character of every kind that is not excluded. */
  RequireEachIncludedType?: boolean | undefined
}

/**
 * A random password by the rules of GetRandomPassword (default: 32 characters of all kinds).
 * @throws ServiceError InvalidParameterException when the rules leave nothing to choose from.
 */
export function makePassword(rules: PasswordRules = {}): string {
  const length = rules.PasswordLength ?? 32
  if (!Number.isInteger(length) || length < 1 || length > 4096) {
    throw new ServiceError('InvalidParameterException', 'The password length must be between 1 and 4096 characters.')
  }
  const kinds = includedKinds(rules)
  const all = kinds.join('')
  if (all === '') {
    throw new ServiceError('InvalidParameterException', 'All types of characters are excluded from the password.')
  }
  const required = (rules.RequireEachIncludedType ?? true) ? kinds : []
  if (required.length > length) {
    throw new ServiceError('InvalidParameterException', 'The password is too short to hold each included type.')
  }
  const rest = Array.from({ length: length - required.length }, () => pick(all))
  return shuffle([...required.map(pick), ...rest]).join('')
}

function includedKinds(rules: PasswordRules): string[] {
  const kinds = [
    rules.ExcludeLowercase ? '' : LOWERCASE,
    rules.ExcludeUppercase ? '' : UPPERCASE,
    rules.ExcludeNumbers ? '' : NUMBERS,
    rules.ExcludePunctuation ? '' : PUNCTUATION,
    rules.IncludeSpace ? ' ' : '',
  ]
  const excluded = new Set(rules.ExcludeCharacters ?? '')
  return kinds.map((kind) => [...kind].filter((each) => !excluded.has(each)).join('')).filter((kind) => kind !== '')
}

function pick(characters: string): string {
  return characters.charAt(randomInt(characters.length))
}

/** Fisher-Yates with the cryptographic generator. */
function shuffle(characters: string[]): string[] {
  for (let last = characters.length - 1; last > 0; last--) {
    const other = randomInt(last + 1)
    const kept = characters[last] as string
    characters[last] = characters[other] as string
    characters[other] = kept
  }
  return characters
}
