import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const folder = import.meta.dirname
const specification = readFileSync('test/fakes/aws/SPECIFICATION.md', 'utf8')

it('has a test for each rule, and no test of a rule that is not there', () => {
  const rules = [...specification.matchAll(/^- \*\*([A-Z]+\d+)\*\*/gm)].map(([, rule]) => rule)
  expect(rules.length).toBeGreaterThan(40)
  expect(new Set(rules).size).toBe(rules.length)
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.test.ts'))
  const tested = files.flatMap((name) => {
    const source = readFileSync(`${folder}/${name}`, 'utf8')
    return [...source.matchAll(/\bit(?:\.each\([\s\S]*?\))?\(\s*['"`]((?:[A-Z]+\d+ )+)/g)].flatMap(([, found = '']) =>
      found.trim().split(' '),
    )
  })
  expect([...new Set(tested)].sort()).toEqual([...rules].sort())
})
