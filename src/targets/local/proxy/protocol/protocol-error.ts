/** The other side sent something that the MySQL protocol does not allow at that point; its connection is closed. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError'
}
