import { UserError } from '../../../errors.ts'
import { findPortOwner } from './port-owner.ts'

/** Explains why the gateway could not listen, as a UserError where the user can do something about it. */
export async function explainListenError(error: NodeJS.ErrnoException, port: number): Promise<Error> {
  if (error.code === 'EADDRINUSE') return explainPortInUse(error, port)
  if (error.code !== 'EACCES') return error
  return new UserError({
    name: 'PortNotAllowed',
    message: `Port ${port} may not be used by this user; ports below 1024 usually need special rights.`,
    nextSteps: ['Choose a higher port: --port 3000'],
    cause: error,
  })
}

async function explainPortInUse(error: Error, port: number): Promise<UserError> {
  const owner = await findPortOwner(port)
  const by = owner ? ` by ${owner.command} (process ${owner.pid})` : ''
  const other = port < 65_535 ? port + 1 : port - 1
  return new UserError({
    name: 'PortInUse',
    message: `Port ${port} on 127.0.0.1 is in use${by}.`,
    nextSteps: [`Choose another port: --port ${other}`, 'Or let the system pick a free one: --port 0'],
    cause: error,
  })
}
