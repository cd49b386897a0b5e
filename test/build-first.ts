import { execFileSync } from 'node:child_process'

/** Builds dist/ once before the suite: end-to-end tests and child processes run the built program. */
export default function buildFirst(): void {
  execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' })
}
