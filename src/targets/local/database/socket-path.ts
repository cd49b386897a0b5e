import { join } from 'node:path'
import { UserError } from '../../../errors.ts'

/** sockaddr_un's path has 108 bytes on Linux and 104 on macOS, with the closing NUL. */
const LONGEST = process.platform === 'darwin' ? 103 : 107

/** The folder of the socket, which belongs to the server's user alone. */
export function socketFolder(runFolder: string): string {
  return join(runFolder, 'db')
}

/** @throws UserError when the path is longer than the system allows. */
export function makeSocketPath(runFolder: string): string {
  const path = join(socketFolder(runFolder), 'mysql.sock')
  const length = Buffer.byteLength(path)
  if (length <= LONGEST) return path
  throw new UserError({
    name: 'SocketPathTooLong',
    message: `The path of the database's socket has ${length} bytes, ${LONGEST} are allowed: ${path}`,
    nextSteps: ['Set TMPDIR to a shorter path, such as TMPDIR=/tmp, and run the command again.'],
  })
}
