import { StringDecoder } from 'node:string_decoder'

/**
 * Stands in for mysql2's iconv-lite in the functions' bundles, where its tables would be a third of the code that a
 * cold start has to read. The functions speak UTF-8, which mysql2 decodes itself; another encoding can only come up in
 * a server's error message before the login, which is then read as Latin-1.
 */
export function getDecoder(): StringDecoder {
  return new StringDecoder('latin1')
}

/** @throws Error always: nothing is sent in another encoding than UTF-8 */
export function getEncoder(encoding: string): never {
  throw new Error(`The functions send no ${encoding}`)
}
