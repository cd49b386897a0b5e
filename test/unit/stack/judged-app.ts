import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { App } from 'aws-cdk-lib/core'
import { createApp, type StackInput } from '../../../stack/app.ts'

export interface JudgedApp {
  app: App
  /** Folder of the cloud assembly. */
  outdir: string
  stackName: string
  templatePath: string
}

/** Builds the app into a folder of its own, which is there for as long as `judge` runs. */
export function withApp<Result>(input: StackInput, judge: (judged: JudgedApp) => Result): Result {
  const outdir = mkdtempSync(join(tmpdir(), 'judged-'))
  try {
    const { app, stack } = createApp(input, outdir)
    return judge({ app, outdir, stackName: stack.stackName, templatePath: join(outdir, stack.templateFile) })
  } finally {
    rmSync(outdir, { recursive: true, force: true })
  }
}

export function readJson(path: string) {
  return JSON.parse(readFileSync(path, 'utf8'))
}
