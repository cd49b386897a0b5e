import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makePassword } from '../../../src/targets/local/secrets/random-password.ts'

const KINDS = {
  ExcludeLowercase: /[a-z]/,
  ExcludeUppercase: /[A-Z]/,
  ExcludeNumbers: /[0-9]/,
  ExcludePunctuation: /[^A-Za-z0-9 ]/,
} as const

describe('makePassword', () => {
  it('has 32 characters of every kind but no space by default', () => {
    const password = makePassword()
    expect(password).toHaveLength(32)
    for (const kind of Object.values(KINDS)) expect(password).toMatch(kind)
    expect(password).not.toContain(' ')
  })

  it('obeys any rules that leave a kind', () => {
    const flags = fc.record({
      ExcludeLowercase: fc.boolean(),
      ExcludeUppercase: fc.boolean(),
      ExcludeNumbers: fc.boolean(),
      ExcludePunctuation: fc.boolean(),
    })
    fc.assert(
      fc.property(flags, fc.integer({ min: 5, max: 80 }), (rules, PasswordLength) => {
        fc.pre(Object.values(rules).includes(false))
        const password = makePassword({ ...rules, PasswordLength, IncludeSpace: true })
        expect(password).toHaveLength(PasswordLength)
        expect(password).toContain(' ')
        for (const [name, kind] of Object.entries(KINDS)) {
          expect(kind.test(password)).toBe(!rules[name as keyof typeof rules])
        }
      }),
    )
  })

  it('leaves excluded characters out', () => {
    const password = makePassword({ PasswordLength: 4096, ExcludeCharacters: 'abc"\'\\/@' })
    expect(password).toHaveLength(4096)
    expect(password).not.toMatch(/[abc"'\\/@]/)
  })

  it.each([
    { PasswordLength: 0 },
    { PasswordLength: 4097 },
    { PasswordLength: 1.5 },
    { PasswordLength: 3 },
    { ExcludeLowercase: true, ExcludeUppercase: true, ExcludeNumbers: true, ExcludePunctuation: true },
  ])('refuses %j', (rules) => {
    expect(() => makePassword(rules)).toThrow(expect.objectContaining({ type: 'InvalidParameterException' }))
  })
})
