import type { FakeAccount } from '../account.ts'

const sets = {
  ExcludeLowercase: 'abcdefghijklmnopqrstuvwxyz',
  ExcludeUppercase: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  ExcludeNumbers: '0123456789',
  ExcludePunctuation: '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
} as const

/** As GetRandomPassword makes it: 32 characters unless told otherwise, one of each kind that is not excluded. */
export function makePassword(account: FakeAccount, wanted: Record<string, unknown>): string {
  const excluded = new Set(String(wanted.ExcludeCharacters ?? ''))
  const kinds = Object.entries(sets)
    .filter(([exclude]) => String(wanted[exclude] ?? false) !== 'true')
    .map(([, characters]) => [...characters].filter((each) => !excluded.has(each)).join(''))
    .filter((characters) => characters !== '')
  const length = Number(wanted.PasswordLength ?? 32)
  const one = kinds.map((characters) => account.ids.make(1, characters)).join('')
  return (one + account.ids.make(Math.max(0, length - one.length), kinds.join(''))).slice(0, length)
}
