import { chmod, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'

export async function makeTemporaryFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'database-')))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A program that answers any arguments with a fixed text: input for what reads its output. */
export async function writeProgram(path: string, output: string, code = 0): Promise<string> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, `#!/bin/sh\ncat <<'END'\n${output}\nEND\nexit ${code}\n`)
  await chmod(path, 0o755)
  return path
}
