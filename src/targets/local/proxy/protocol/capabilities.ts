/** Capability flags of the MySQL client/server protocol (MySQL source documentation, group_cs_capabilities_flags). */
export const Capability = {
  longPassword: 0x1,
  foundRows: 0x2,
  longFlag: 0x4,
  connectWithDatabase: 0x8,
  noSchema: 0x10,
  odbc: 0x40,
  ignoreSpace: 0x100,
  protocol41: 0x200,
  interactive: 0x400,
  tls: 0x800,
  transactions: 0x2000,
  secureConnection: 0x8000,
  multiStatements: 0x10000,
  multiResults: 0x20000,
  preparedMultiResults: 0x40000,
  pluginAuth: 0x80000,
  connectionAttributes: 0x100000,
  pluginAuthLengthEncoded: 0x200000,
  sessionTrack: 0x800000,
  deprecateEof: 0x1000000,
} as const

/** Flags that change what a statement means or how its result looks: they partition the pool. */
const RESULT_FLAGS =
  Capability.foundRows |
  Capability.longFlag |
  Capability.noSchema |
  Capability.odbc |
  Capability.ignoreSpace |
  Capability.interactive |
  Capability.multiStatements |
  Capability.multiResults |
  Capability.preparedMultiResults |
  Capability.sessionTrack |
  Capability.deprecateEof

/** Flags every connection to the database has, whoever uses it. */
const LOGIN_FLAGS =
  Capability.longPassword |
  Capability.protocol41 |
  Capability.transactions |
  Capability.secureConnection |
  Capability.pluginAuth

/** Flags of the connection between client and proxy alone. */
const CLIENT_SIDE_FLAGS =
  Capability.connectWithDatabase | Capability.connectionAttributes | Capability.pluginAuthLengthEncoded

/**
 * What the proxy offers to clients in front of a database with `database` as its flags. Compression, LOCAL INFILE
 * and query attributes are never offered; TLS always is.
 */
export function offerCapabilities(database: number): number {
  return ((database & RESULT_FLAGS) | LOGIN_FLAGS | CLIENT_SIDE_FLAGS | Capability.tls) >>> 0
}

/** The flags a database connection needs in order to serve a client that has `client` as its flags. */
export function databaseCapabilities(client: number): number {
  return ((client & RESULT_FLAGS) | LOGIN_FLAGS) >>> 0
}

/** Assumed until the database was reached for the first time: what MySQL 8.4 and MariaDB 10.6 have in common. */
export const COMMON_DATABASE_CAPABILITIES = (RESULT_FLAGS | LOGIN_FLAGS) >>> 0

/** Flags that mysql2 asks for by default, so that the first connection suits the first client. */
export const USUAL_CAPABILITIES = databaseCapabilities(
  Capability.foundRows |
    Capability.longFlag |
    Capability.odbc |
    Capability.ignoreSpace |
    Capability.multiResults |
    Capability.sessionTrack,
)

/** Whether any bit of `flag` is among the flags. */
export function hasCapability(flags: number, flag: number): boolean {
  return (flags & flag) !== 0
}
