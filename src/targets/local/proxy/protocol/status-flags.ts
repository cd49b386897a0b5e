/** Server status flags in OK and EOF packets. */
export const ServerStatus = {
  inTransaction: 0x0001,
  autocommit: 0x0002,
  moreResults: 0x0008,
  cursorExists: 0x0040,
  lastRowSent: 0x0080,
  noBackslashEscapes: 0x0200,
} as const
