import { RESERVED_CONNECTIONS } from './server-arguments.ts'

/** Files that a server has open beside one for each connection: about 50 were counted with 1,024 allowed. */
const OTHER_FILES = 60

/**
 * How many connections a server really takes, from what it says when the system's hard limit of open files is too
 * low: `Could not increase number of max_open_files to more than 1024 (request: 10925)` (both products; MariaDB keeps
 * max_connections as it is and refuses later) and `Changed limits: max_connections: 214 (requested 2005)` (MySQL).
 */
export function readAllowedConnections(log: string, wanted: number): number {
  const files = /max_open_files to more than (\d+)/.exec(log)?.[1]
  const changed = /Changed limits:.*\bmax_connections: (\d+)/.exec(log)?.[1]
  return Math.max(
    1,
    Math.min(
      wanted,
      files === undefined ? wanted : Number(files) - OTHER_FILES - RESERVED_CONNECTIONS,
      changed === undefined ? wanted : Number(changed) - RESERVED_CONNECTIONS,
    ),
  )
}
