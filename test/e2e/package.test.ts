import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cleanEnvironment } from './program.ts'

interface Packed {
  filename: string
  unpackedSize: number
  files: { path: string }[]
}

let folder: string
let packed: Packed
let project: string

/** Packs what would be published and installs it into a folder that has never heard of this repository. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'package-'))
  const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]
  packed = (JSON.parse(execFileSync('npm', pack, { encoding: 'utf8' })) as [Packed])[0]
  project = mkdtempSync(join(folder, 'project-'))
  const install = [
    'install',
    '--prefix',
    project,
    '--offline',
    '--no-audit',
    '--no-fund',
    join(folder, packed.filename),
  ]
  execFileSync('npm', install, { stdio: 'ignore', cwd: project })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function run(...args: string[]): string {
  const program = join(project, 'node_modules', '.bin', 'rds-proxy-webhook')
  return execFileSync(program, args, { cwd: project, env: cleanEnvironment(), encoding: 'utf8' })
}

test('the package holds the built program and nothing of its sources, in 20 MB', () => {
  const paths = packed.files.map(({ path }) => path)
  expect(paths).toContain('dist/functions/webhook/index.mjs')
  expect(paths).toContain('oclif.manifest.json')
  expect(paths.filter((path) => /^(src|test|stack|handler)\/|\.map$/.test(path))).toEqual([])
  expect(packed.unpackedSize).toBeLessThan(20 * 1024 ** 2)
})

test('it needs no other package, and names those that are in it with their licences', () => {
  const installed = JSON.parse(readFileSync(join(project, 'node_modules', '.package-lock.json'), 'utf8'))
  expect(Object.keys(installed.packages)).toEqual(['node_modules/rds-proxy-webhook'])
  const notices = readFileSync(join(project, 'node_modules/rds-proxy-webhook/dist/THIRD-PARTY-NOTICES.txt'), 'utf8')
  for (const name of ['aws-cdk-lib', '@aws-sdk/client-rds', 'inquirer', 'listr2', 'mysql2', 'constructs']) {
    expect(notices).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, 'm'))
  }
  expect(notices).not.toMatch(/\b(A?GPL|LGPL|undefined)/)
})

test('it plans a stack, template included', () => {
  expect(run('--version')).toContain('rds-proxy-webhook/')
  const template = JSON.parse(run('plan', '--target', 'aws', '--template'))
  expect(Object.keys(template.Resources).length).toBeGreaterThan(30)
})
