import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import type { LocalPaths } from '../../src/targets/local/paths.ts'

/** The folders of an environment that still exist. */
export function listLeftovers({ state, run }: LocalPaths): string[] {
  return [state, run].filter((folder) => existsSync(folder))
}

/** Whether nothing listens on this port of this computer. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(false)
    })
    socket.once('error', () => resolve(true))
  })
}
