import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, rmdir, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { makeEnvironment, useRealServer } from './environment.ts'

useRealServer()

/** Mounts a small disk of its own; only root may, and not in every container. */
async function mountDisk(megabytes: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder])
  onTestFinished(async () => {
    execFileSync('umount', ['--lazy', folder])
    await rmdir(folder)
  })
  return folder
}

async function canMount(): Promise<boolean> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false
  const folder = await mkdtemp(join(tmpdir(), 'disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', folder], { stdio: 'ignore' })
    execFileSync('umount', [folder])
    return true
  } catch {
    return false
  } finally {
    await rm(folder, { recursive: true })
  }
}

describe.runIf(await canMount())('a disk', () => {
  it('that is too small for a new database is refused before anything is made', async () => {
    const disk = await mountDisk(100)
    const { start } = await makeEnvironment()
    const refused = start({ dataDirectory: join(disk, 'database') })
    await expect(refused).rejects.toMatchObject({ name: 'DiskFull', message: expect.stringContaining('needs 150 MB') })
  })

  it('that has become full, or read-only, is named as the reason', async () => {
    const disk = await mountDisk(200)
    const { start } = await makeEnvironment()
    const dataDirectory = join(disk, 'database')
    await (await start({ dataDirectory })).stop()
    await mkdir(join(disk, 'other'))
    await fillDisk(join(disk, 'other', 'fill'))
    await expect(start({ dataDirectory })).rejects.toMatchObject({ name: 'DiskFull' })
    // Room for the init file, but not for what the server itself makes.
    await truncate(join(disk, 'other', 'fill'), (await stat(join(disk, 'other', 'fill'))).size - 1_000_000)
    await expect(start({ dataDirectory })).rejects.toMatchObject({
      name: 'DiskFull',
      message: expect.stringContaining('It said:'),
    })
    execFileSync('mount', ['-o', 'remount,ro', disk])
    await expect(start({ dataDirectory })).rejects.toMatchObject({ name: 'StateNotWritable' })
  })
})

async function fillDisk(file: string): Promise<void> {
  await writeFile(file, '')
  const block = Buffer.alloc(1_000_000, 1)
  const filling = (async () => {
    while (true) await writeFile(file, block, { flag: 'a' })
  })()
  await expect(filling).rejects.toMatchObject({ code: 'ENOSPC' })
}
