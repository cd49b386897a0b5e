/** Server status flags in OK and EOF packets. */
export const ServerStatus = {
  inTransaction: 0x0001,
  autocommit: 0x0002,
  moreResults: 0x0008,
  cursorExists: 0x0040,
  lastRowSent: 0x0080,
  noBackslashEscapes: 0x0200,
  inReadOnlyTransaction: 0x2000,
  sessionStateChanged: 0x4000,
  ansiQuotes: 0x8000,
} as const

/** Those that tell of the session; the others tell of one response, and are not true of the next one. */
export const SESSION_STATUS =
  ServerStatus.inTransaction |
  ServerStatus.autocommit |
  ServerStatus.noBackslashEscapes |
  ServerStatus.inReadOnlyTransaction |
  ServerStatus.ansiQuotes
