import { UserError } from '../../../errors.ts'
import { findPortOwner } from './port-owner.ts'

/**
 * Explains why the gateway could not listen, as a UserError where the user can do something about it.
 * @param environment named in the commands that choose another port; absent: the default one
 */
export async function explainListenError(
  error: NodeJS.ErrnoException,
  port: number,
  environment?: string,
): Promise<Error> {
  if (error.code === 'EADDRINUSE') return explainPortInUse(error, port, environment)
  if (error.code !== 'EACCES') return error
  return new UserError({
    name: 'PortNotAllowed',
    message: `Port ${port} may not be used by this user; ports below 1024 usually need special rights.`,
    nextSteps: [choosePort(3000, environment)],
    cause: error,
  })
}

/** `init` keeps the answer and deploys; what is in the file already is not asked again. */
function choosePort(port: number, environment?: string): string {
  return `rds-proxy-webhook init --port ${port}${environment === undefined ? '' : ` --env ${environment}`}`
}

async function explainPortInUse(error: Error, port: number, environment?: string): Promise<UserError> {
  const owner = await findPortOwner(port)
  const by = owner ? ` by ${owner.command} (process ${owner.pid})` : ''
  const other = port < 65_535 ? port + 1 : port - 1
  return new UserError({
    name: 'PortInUse',
    message: `Port ${port} on 127.0.0.1 is in use${by}.`,
    nextSteps: [choosePort(other, environment), choosePort(0, environment)],
    cause: error,
  })
}
