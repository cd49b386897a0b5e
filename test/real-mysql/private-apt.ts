import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type InstallRun, runStep } from '../../src/targets/local/database/install-step.ts'
import { parseInstalls } from '../../src/targets/local/database/unpack-debian.ts'

const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg'

/** Interpreters and their libraries, for scripts that nobody runs here; what only documents a compiler. */
const unused = /^(?:perl|libperl|libgdbm|libdb5|gcc-|libc-gconv)/

/**
 * An apt of its own: it knows Debian unstable alone, on the mirror that the system uses, takes nothing for installed
 * and writes nowhere but into `folder`. Signatures are checked with the system's keyring, as ever.
 */
export class PrivateApt {
  readonly #run: InstallRun
  readonly #folder: string
  readonly #options: string[]

  constructor(folder: string, run: InstallRun) {
    this.#run = run
    this.#folder = folder
    const places = {
      'Dir::State': join(folder, 'state'),
      'Dir::State::status': join(folder, 'status'),
      'Dir::Cache': join(folder, 'cache'),
      'Dir::Etc::SourceList': join(folder, 'sources.list'),
      'Dir::Etc::SourceParts': '-',
    }
    const options = Object.entries(places).flatMap(([name, value]) => ['-o', `${name}=${value}`])
    this.#options = ['-c', join(folder, 'apt.conf'), ...options, '-o', 'Debug::NoLocking=1']
  }

  /** @throws UserError InstallFailed when the system is not a Debian, or its mirror cannot be reached */
  async update(): Promise<void> {
    const mirror = await this.#findMirror()
    for (const name of ['state/lists/partial', 'cache/archives/partial']) {
      await mkdir(join(this.#folder, name), { recursive: true })
    }
    await writeFile(join(this.#folder, 'status'), '')
    // The system's own hooks are about its own folders; a desktop's descriptions of programs are many megabytes.
    const settings = ['#clear APT::Update;', '#clear Acquire::IndexTargets::deb::DEP-11;', 'APT::Sandbox::User "root";']
    await writeFile(join(this.#folder, 'apt.conf'), `${settings.join('\n')}\n`)
    await writeFile(join(this.#folder, 'sources.list'), `deb [signed-by=${keyring}] ${mirror} sid main\n`)
    await runStep(this.#run, 'apt-get', ['update', ...this.#options])
  }

  /** Fetches packages and all that they need, down to the C library. @returns the files */
  async download(names: readonly string[]): Promise<string[]> {
    const flags = ['--simulate', '--no-install-recommends']
    const { stdout } = await runStep(this.#run, 'apt-get', ['install', ...flags, ...this.#options, ...names])
    const wanted = parseInstalls(stdout).filter((each) => !unused.test(each))
    const folder = join(this.#folder, 'packages')
    await mkdir(folder)
    await runStep(this.#run, 'apt-get', ['download', ...this.#options, ...wanted], folder)
    return (await readdir(folder)).map((file) => join(folder, file))
  }

  /** Where the system has its packages of Debian from. */
  async #findMirror(): Promise<string> {
    const { stdout } = await runStep(this.#run, 'apt-get', ['indextargets', '--format', '$(ORIGIN) $(REPO_URI)'])
    const mirror = /^Debian (https?:\/\/\S+\/debian\/?)$/m.exec(stdout)?.[1]
    if (!mirror) throw new Error('apt knows no mirror of Debian (apt-get update)')
    return mirror
  }
}
