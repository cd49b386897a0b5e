import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../../..')

/** Import statements of all TypeScript files below a folder, with the path of their file. */
function listImports(folder: string): { file: string; statement: string; from: string }[] {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  )
  return files.flatMap((name) => {
    const text = readFileSync(join(root, folder, name), 'utf8')
    const found = text.matchAll(/(?:import|export) [^;'"]*?from '([^']+)'|import\(\s*'([^']+)'\s*\)/g)
    return [...found].map(([statement, from, lazy]) => ({
      file: `${folder}/${name}`,
      statement,
      from: from ?? lazy ?? '',
    }))
  })
}

describe('imports', () => {
  it('of stack/ are the CDK by its submodules, Node, itself and the type of the settings', () => {
    const imports = listImports('stack')
    expect(imports.length).toBeGreaterThan(60)
    const foreign = imports.filter(
      ({ from, statement }) =>
        !/^(aws-cdk-lib\/[a-z0-9-]+|constructs|node:[a-z/]+|\.\/[a-z-]+\.ts)$/.test(from) &&
        !(from === '../src/settings/settings.ts' && statement.startsWith('import type')),
    )
    expect(foreign).toEqual([])
  })

  it('of src/ load the CDK lazily and in one place', () => {
    const heavy = listImports('src').filter(
      ({ from, statement }) =>
        /aws-cdk-lib|^constructs$|\/stack\/(?!zones)/.test(from) && !statement.startsWith('import type'),
    )
    expect(heavy.map(({ file, statement }) => `${file} ${statement}`)).toEqual([
      "src/targets/aws/synth.ts import('../../../stack/app.ts')",
    ])
  })
})
