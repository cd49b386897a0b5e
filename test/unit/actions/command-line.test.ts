import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { quoteArgument, writeCommand } from '../../../src/actions/command-line.ts'

describe('writeCommand', () => {
  it('names the environment, leaves out what is not set, and quotes', () => {
    const options = { limit: 5, follow: true as const, since: undefined, path: "/it's *" }
    expect(writeCommand({ environment: 'dev' }, 'rows', options)).toBe(
      "rds-proxy-webhook rows --limit 5 --follow --path '/it'\\''s *' --env dev",
    )
  })

  it('quotes so that a shell gives any arguments back', () => {
    const text = fc.string({ unit: 'binary', maxLength: 20 }).filter((each) => !each.includes('\0'))
    fc.assert(
      fc.property(fc.array(text, { minLength: 20, maxLength: 20 }), (values) => {
        const script = `printf '%s\\0' ${values.map(quoteArgument).join(' ')}`
        expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1)).toEqual(values)
      }),
      { numRuns: 3 },
    )
  })
})
