import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { waitFor } from '../e2e/wait-for.ts'
import type { Ministack } from './install-ministack.ts'
import { OutsideWorld } from './outside-world.ts'

export const emulatedRegion = 'us-east-1'
export const emulatedAccount = '123456789012'

/** An AWS account of ministack's on this computer, with real databases and proxies behind it. */
export class Emulator {
  readonly world: OutsideWorld
  readonly url: string
  readonly #process: ChildProcess
  readonly #folder: string
  #log = ''

  private constructor(world: OutsideWorld, port: number, folder: string, child: ChildProcess) {
    this.world = world
    this.url = `http://127.0.0.1:${port}`
    this.#folder = folder
    this.#process = child
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#log += text
      })
    }
  }

  /** @throws Error with the emulator's log when it does not answer within 30 s */
  static async start({ python, packages }: Ministack): Promise<Emulator> {
    const world = await OutsideWorld.start(emulatedRegion, emulatedAccount)
    const [folder, port] = await Promise.all([mkdtemp(join(tmpdir(), 'emulator-')), findFreePort()])
    await writeFile(join(folder, 'none'), '')
    const child = spawn(python, [resolve('test/emulator/additions/start.py')], {
      cwd: folder,
      env: {
        // Functions are started by the program called node: it shall be the one that runs the test.
        PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
        HOME: folder,
        TMPDIR: folder,
        PYTHONPATH: packages,
        PYTHONDONTWRITEBYTECODE: '1',
        PYTHONUNBUFFERED: '1',
        EMULATOR_OUTSIDE_URL: world.url,
        MINISTACK_ACCOUNT_ID: emulatedAccount,
        MINISTACK_REGION: emulatedRegion,
        BIND_HOST: '127.0.0.1',
        GATEWAY_PORT: String(port),
        IOT_MTLS_ENABLED: '0',
        LOG_LEVEL: 'WARNING',
      },
    })
    const emulator = new Emulator(world, port, folder, child)
    await emulator.#awaitStart()
    return emulator
  }

  /** Variables for programs that shall use this account, and no configuration or credentials of the surroundings. */
  get variables(): Record<string, string> {
    return {
      AWS_ENDPOINT_URL: this.url,
      AWS_REGION: emulatedRegion,
      // A key of twelve digits would be taken for an account.
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_CONFIG_FILE: join(this.#folder, 'none'),
      AWS_SHARED_CREDENTIALS_FILE: join(this.#folder, 'none'),
      AWS_EC2_METADATA_DISABLED: 'true',
    }
  }

  /** What it printed, warnings and errors of the functions among it. */
  get log(): string {
    return this.#log
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve))
    if (this.#process.exitCode === null && this.#process.kill('SIGTERM')) await ended
    await this.world.close()
    await rm(this.#folder, { recursive: true, force: true })
  }

  async #awaitStart(): Promise<void> {
    const isUp = () =>
      fetch(`${this.url}/_ministack/health`)
        .then(({ ok }) => ok)
        .catch(() => false)
    try {
      await waitFor('The emulator', isUp, (up) => up || this.#process.exitCode !== null, 30_000)
      if (this.#process.exitCode !== null) throw new Error('The emulator ended at once')
    } catch (error) {
      await this.stop()
      throw new Error(`${(error as Error).message}\n${this.#log}`)
    }
  }
}

function findFreePort(): Promise<number> {
  return new Promise((found, fail) => {
    const probe = createServer().once('error', fail)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => found(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
