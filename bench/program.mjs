import { spawn } from 'node:child_process'
import { join } from 'node:path'

/** The built program with one project folder, run as a user runs it. */
export class Program {
  #script
  #projectFolder

  /**
   * @param {string} packageFolder holds bin/ and dist/
   * @param {string} projectFolder where rds-proxy-webhook.json is or shall be
   */
  constructor(packageFolder, projectFolder) {
    this.#script = join(packageFolder, 'bin', 'run.js')
    this.#projectFolder = projectFolder
  }

  /**
   * Runs one command to its end and returns its JSON document.
   * @param {string[]} words
   */
  async run(...words) {
    const { code, stdout, stderr } = await runNode([this.#script, ...words, '--json'], this.#projectFolder)
    if (code !== 0) throw new Error(`${words.join(' ')} ended with exit code ${code}\n${stdout}${stderr}`)
    return JSON.parse(stdout)
  }

  /**
   * Milliseconds from start to end of one command, its output thrown away.
   * @param {string[]} words
   */
  async time(...words) {
    return timeNode([this.#script, ...words], this.#projectFolder)
  }
}

/**
 * Milliseconds from start to end of a Node process.
 * @param {string[]} args
 * @param {string} cwd
 */
export async function timeNode(args, cwd) {
  const started = performance.now()
  const { code, stderr } = await runNode(args, cwd)
  if (code !== 0) throw new Error(`node ${args.join(' ')} ended with exit code ${code}\n${stderr}`)
  return performance.now() - started
}

/**
 * @param {string[]} args
 * @param {string} cwd
 * @returns {Promise<{ code: number | null, stdout: string, stderr: string }>}
 */
function runNode(args, cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
    const output = { stdout: '', stderr: '' }
    child.stdout.on('data', (chunk) => {
      output.stdout += chunk
    })
    child.stderr.on('data', (chunk) => {
      output.stderr += chunk
    })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, ...output }))
  })
}
