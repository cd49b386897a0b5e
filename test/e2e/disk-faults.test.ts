import { execFileSync, spawnSync } from 'node:child_process'
import { closeSync, existsSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LoadResult } from '../../src/actions/load.ts'
import type { StatusResult } from '../../src/actions/status.ts'
import { localPaths } from '../../src/targets/local/paths.ts'
import { isFree, listLeftovers } from './leftovers.ts'
import { findProcessesOf } from './processes.ts'
import { Project, programFile } from './program.ts'
import { waitFor } from './wait-for.ts'

/** A disk of its own needs Linux and the right to mount one. */
const mayMount = tryToMount()

const init = ['init', '--yes', '--port', '0']

test.skipIf(!existsSync('/dev/full'))('output for which there is no room is said to be lost', () => {
  for (const words of [
    ['--help'],
    ['pins', '--explain', 'SET @a = 1'],
    ['pins', '--explain', 'SET @a = 1', '--json'],
  ]) {
    const full = openSync('/dev/full', 'w')
    const { status, stderr } = spawnSync(process.execPath, [programFile, ...words], {
      stdio: ['ignore', full, 'pipe'],
      encoding: 'utf8',
    })
    closeSync(full)
    expect(status).toBe(1)
    expect(stderr).toMatch(/^Error: The output could not be written \(ENOSPC\)\.\nTry: .+\n$/)
  }
})

describe.skipIf(!mayMount)('a disk of its own (skipped without the right to mount one)', () => {
  const project = new Project()
  const mount = (options: string) => execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', project.folder])
  const unmount = () => execFileSync('umount', ['--lazy', project.folder])

  afterAll(() => {
    rmSync(project.folder, { recursive: true, force: true })
  })

  test('that is too small is said to be so, and nothing is left running', async () => {
    mount('size=1m')
    try {
      const { code, stdout, stderr } = await project.run(init)
      expect(code).toBe(1)
      expect(stdout).toBe('')
      expect(stderr).toMatch(/Error: A new database needs \d+ MB.*\nTry: Free some space/)
      expect(findProcessesOf(project.folder)).toEqual([])
    } finally {
      unmount()
    }
  })

  test('that is read-only is said to be so', async () => {
    mount('size=1m')
    try {
      writeFileSync(join(project.folder, 'rds-proxy-webhook.json'), '{"environments":{"local":{"target":"local"}}}')
      execFileSync('mount', ['-o', 'remount,ro', project.folder])
      for (const command of [['deploy'], ['init', '--yes', '--env', 'other']]) {
        const { code, stdout } = await project.run([...command, '--json'])
        expect(code).toBe(1)
        expect(JSON.parse(stdout)).toMatchObject({ error: { message: expect.stringContaining('read-only') } })
      }
    } finally {
      unmount()
    }
  })

  test('that becomes full while requests run loses no row that was promised, and works again with space', async () => {
    mount('size=170m')
    const filler = join(project.folder, 'filler')
    try {
      expect((await project.run([...init, '--borrow-timeout', '1'])).code).toBe(0)
      const before = await project.ask<LoadResult>(['hit', '/before', '-n', '5', '-c', '1'])
      expect(before.created).toBe(5)
      fill(filler)
      // Ten at once: more functions start, which has to be written down.
      const during = await project.ask<LoadResult>([
        'hit',
        '/during',
        '-n',
        '20',
        '-c',
        '10',
        '--data',
        'x'.repeat(60_000),
      ])
      expect(during.answered).toBe(20)
      expect(during.recorded).toBe(during.created)
      await waitFor(
        'the reason',
        () => project.ask<StatusResult>(['status']),
        ({ reason }) => /no space left/.test(reason ?? ''),
      )
      const rotation = await project.run(['rotate-secret', '--no-load', '--json'])
      expect(rotation.code).toBe(1)
      expect(JSON.parse(rotation.stdout)).toMatchObject({ error: { name: 'DiskFull' } })

      rmSync(filler)
      const look = () => project.ask<LoadResult>(['hit', '/after', '-n', '3', '-c', '1'])
      await waitFor('success', look, ({ created }) => created === 3)
      const { rows = 0, state } = await project.ask<StatusResult>(['status'])
      expect(state).toBe('running')
      expect(rows).toBeGreaterThanOrEqual(5 + during.created + 3)
    } finally {
      rmSync(filler, { force: true })
      await project.run(['destroy', '--yes'])
      expect(findProcessesOf(project.folder)).toEqual([])
      unmount()
    }
  }, 60_000)
})

describe('a state folder that is deleted', () => {
  const project = new Project()
  let port: number

  beforeAll(async () => {
    const { url } = await project.ask<{ url: string }>(init)
    port = Number(new URL(url).port)
    expect((await project.run(['hit', '/lost'])).code).toBe(0)
  })
  afterAll(() => project.close())

  test('stops the environment by itself', async () => {
    rmSync(join(project.folder, '.rds-proxy-webhook'), { recursive: true, force: true })
    await waitFor(
      'the end',
      () => findProcessesOf(project.folder),
      (found) => found.length === 0,
    )
    expect(await isFree(port)).toBe(true)
    expect(listLeftovers(localPaths(project.folder, 'local'))).toEqual([])
    expect((await project.run(['status'])).code).toBe(3)
  })

  test('does not hinder a new deploy, even at once', async () => {
    expect((await project.run(['deploy'])).code).toBe(0)
    const old = findProcessesOf(project.folder).map(({ pid }) => pid)
    rmSync(join(project.folder, '.rds-proxy-webhook'), { recursive: true, force: true })
    const { code, stderr } = await project.run(['deploy'])
    expect(code, stderr).toBe(0)
    await waitFor(
      'the end of the old processes',
      () => findProcessesOf(project.folder).filter(({ pid }) => old.includes(pid)),
      (found) => found.length === 0,
    )
    expect((await project.run(['hit', '/new'])).code).toBe(0)
    expect(existsSync(localPaths(project.folder, 'local').controlSocket)).toBe(true)
  })
})

function fill(file: string): void {
  try {
    execFileSync('dd', ['if=/dev/zero', `of=${file}`, 'bs=64k'], { stdio: 'ignore' })
  } catch {
    // The disk is full now, which is what it is for.
  }
}

function tryToMount(): boolean {
  if (process.platform !== 'linux') return false
  const project = new Project()
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', project.folder], { stdio: 'ignore' })
    execFileSync('umount', [project.folder], { stdio: 'ignore' })
    return true
  } catch {
    return false
  } finally {
    rmSync(project.folder, { recursive: true, force: true })
  }
}
