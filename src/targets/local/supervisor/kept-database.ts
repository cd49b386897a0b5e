import type { RunningDatabase } from '../database/running-database.ts'
import type { ProcessLedger } from '../process-ledger.ts'
import type { KeptPart } from './keeper.ts'

export interface KeptDatabase extends KeptPart {
  readonly address: RunningDatabase['address']
  /** What the server allows: less than was asked for where the system limits its open files. */
  readonly maxConnections: number
}

/** A running database as a part that is kept: in the ledger for as long as it runs. */
export function keepDatabase(database: RunningDatabase, ledger: ProcessLedger): KeptDatabase {
  const { address, pid, version, maxConnections, user } = database
  ledger.record({ pid, state: 'started' })
  const ended = database.exited.then(({ code, signal }) => {
    ledger.record({ pid, state: 'exited' })
    return signal ?? `exit code ${code}`
  })
  const place = 'socketPath' in address ? address.socketPath : `${address.host}:${address.port}`
  return {
    ...{ address, maxConnections, ended },
    stop: () => database.stop(),
    describe: () => ({ pid, address: place, detail: `${version}, ${user.reason}` }),
  }
}
