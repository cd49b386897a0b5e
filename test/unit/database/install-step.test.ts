import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { installDatabaseServer } from '../../../src/targets/local/database/install-server.ts'
import { runStep } from '../../../src/targets/local/database/install-step.ts'
import { makeTemporaryFolder, writeProgram } from './temporary-folder.ts'

async function makeRun() {
  const folder = await makeTemporaryFolder()
  const said: string[] = []
  const run = {
    env: process.env,
    logFile: join(folder, 'logs/install.log'),
    progress: (text: string) => said.push(text),
  }
  return { folder, said, run }
}

describe('runStep', () => {
  it('keeps the output in the log file, which only this user can read', async () => {
    const { folder, run } = await makeRun()
    const program = await writeProgram(join(folder, 'program'), 'fetched 3 packages')
    expect(await runStep(run, program, ['install'])).toMatchObject({ code: 0, stdout: 'fetched 3 packages\n' })
    expect(await readFile(run.logFile, 'utf8')).toBe('fetched 3 packages\n')
    expect((await stat(run.logFile)).mode & 0o777).toBe(0o600)
  })

  it('names the step, the complaint and the log when it fails', async () => {
    const { folder, run } = await makeRun()
    const program = await writeProgram(
      join(folder, 'apt-get'),
      'Reading...\nE: Unable to locate package x\nW: more',
      100,
    )
    await expect(runStep(run, program, ['install', 'x'])).rejects.toMatchObject({
      name: 'InstallFailed',
      message: expect.stringContaining('install`: E: Unable to locate package x'),
      nextSteps: [expect.stringContaining(run.logFile), expect.any(String)],
    })
  })

  it('fails in the same way when the program is not there', async () => {
    const { run } = await makeRun()
    const missing = runStep(run, '/no/such/program', ['install'])
    await expect(missing).rejects.toMatchObject({ name: 'InstallFailed' })
  })

  it('ends the program when it is interrupted', async () => {
    const { folder, run } = await makeRun()
    const aborting = new AbortController()
    const waiting = runStep({ ...run, signal: aborting.signal }, 'sleep', ['600'], folder)
    setImmediate(() => aborting.abort())
    await expect(waiting).rejects.toMatchObject({ name: 'Interrupted' })
  })
})

describe('installDatabaseServer', () => {
  it.each(['fedora', 'alpine', 'arch', 'other'] as const)('installs nothing on %s, but says how', async (family) => {
    const { folder, run, said } = await makeRun()
    const refused = installDatabaseServer({ ...run, cacheFolder: folder, system: { family, isRoot: true } })
    await expect(refused).rejects.toMatchObject({ name: 'DatabaseServerMissing' })
    expect(said).toEqual([])
  })
})
