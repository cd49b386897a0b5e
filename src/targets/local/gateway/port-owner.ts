import { execFile } from 'node:child_process'
import { readdir, readFile, readlink } from 'node:fs/promises'
import { promisify } from 'node:util'

export interface PortOwner {
  pid: number
  /** The program's name. */
  command: string
}

/**
 * Finds the process that listens on a TCP port. Undefined when it cannot be found: it may belong to another user.
 * Linux tells by /proc, macOS by lsof; on other systems nobody is asked.
 */
export async function findPortOwner(port: number): Promise<PortOwner | undefined> {
  try {
    if (process.platform === 'linux') return await findInProc(port)
    if (process.platform === 'darwin') return await findWithLsof(port)
  } catch {
    // It only serves to make an error message more helpful; without it the message is still right.
  }
  return undefined
}

async function findInProc(port: number): Promise<PortOwner | undefined> {
  const inodes = new Set((await Promise.all(['tcp', 'tcp6'].map((table) => listInodes(table, port)))).flat())
  if (inodes.size === 0) return undefined
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    if (await holdsSocket(pid, inodes)) {
      return { pid: Number(pid), command: (await readFile(`/proc/${pid}/comm`, 'utf8')).trim() }
    }
  }
  return undefined
}

/** Inodes of the sockets that listen (state 0A) on the port, from one of the kernel's tables. */
async function listInodes(table: string, port: number): Promise<string[]> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const text = await readFile(`/proc/net/${table}`, 'latin1').catch(() => '')
  return text
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .flatMap((fields) =>
      fields[1]?.endsWith(suffix) && fields[3] === '0A' && fields[9] ? [`socket:[${fields[9]}]`] : [],
    )
}

async function holdsSocket(pid: string, inodes: Set<string>): Promise<boolean> {
  // Another user's process, or one that has just ended, cannot be looked into.
  const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => [])
  for (const descriptor of descriptors) {
    if (inodes.has(await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => ''))) return true
  }
  return false
}

async function findWithLsof(port: number): Promise<PortOwner | undefined> {
  const { stdout } = await promisify(execFile)('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'])
  const pid = /^p(\d+)$/m.exec(stdout)?.[1]
  const command = /^c(.+)$/m.exec(stdout)?.[1]
  return pid === undefined ? undefined : { pid: Number(pid), command: command ?? 'unknown' }
}
