import { spawn } from 'node:child_process'
import { join } from 'node:path'

/** The built program with one project folder, run as a user runs it. */
export class Program {
  #script
  #projectFolder
  #variables

  /**
   * @param {string} packageFolder holds bin/ and dist/
   * @param {string} projectFolder where rds-proxy-webhook.json is or shall be
   * @param {Record<string, string>} variables environment variables besides this process's own
   */
  constructor(packageFolder, projectFolder, variables = {}) {
    this.#script = join(packageFolder, 'bin', 'run.js')
    this.#projectFolder = projectFolder
    this.#variables = variables
  }

  /**
   * Runs one command to its end and returns its JSON document.
   * @param {string[]} words
   */
  async run(...words) {
    const { code, stdout, stderr } = await runNode(
      [this.#script, ...words, '--json'],
      this.#projectFolder,
      this.#variables,
    )
    if (code !== 0) throw new Error(`${words.join(' ')} ended with exit code ${code}\n${stdout}${stderr}`)
    return JSON.parse(stdout)
  }

  /**
   * Milliseconds from start to end of one command, its output thrown away.
   * @param {string[]} words
   */
  async time(...words) {
    return timeNode([this.#script, ...words], this.#projectFolder, this.#variables)
  }
}

/**
 * Milliseconds from start to end of a Node process.
 * @param {string[]} args
 * @param {string} cwd
 * @param {Record<string, string>} variables
 */
export async function timeNode(args, cwd, variables = {}) {
  const started = performance.now()
  const { code, stderr } = await runNode(args, cwd, variables)
  if (code !== 0) throw new Error(`node ${args.join(' ')} ended with exit code ${code}\n${stderr}`)
  return performance.now() - started
}

/**
 * @param {string[]} args
 * @param {string} cwd
 * @param {Record<string, string>} variables
 * @returns {Promise<{ code: number | null, stdout: string, stderr: string }>}
 */
function runNode(args, cwd, variables) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd,
      env: { ...process.env, ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
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
