import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { readThriftily } from '../protocol/thrifty-reads.ts'

/** Where the database listens. */
export type DatabaseServer = { socketPath: string } | { host: string; port: number; tls?: DatabaseTls }

/** TLS to the database. Without it a password goes to a TCP server encrypted with the server's RSA key. */
export interface DatabaseTls {
  /** PEM of the authority that must have signed the server's certificate. */
  ca: string
}

/** @throws the socket's error when nobody answers, or when `abort` is called first */
export function connectSocket(server: DatabaseServer, onSocket: (socket: Socket) => void): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const onread = readThriftily(() => socket)
    const socket: Socket =
      'socketPath' in server
        ? connect({ path: server.socketPath, onread })
        : connect({ host: server.host, port: server.port, noDelay: true, onread })
    onSocket(socket)
    socket.once('error', reject)
    socket.once('close', () => reject(new Error('The connection to the database was closed.')))
    socket.once('connect', () => resolve(socket))
  })
}

/** Continues an open connection under TLS. @throws when the server's certificate is not the authority's */
export function upgradeToTls(socket: Socket, host: string, tls: DatabaseTls): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const secured = connectTls({ socket, ca: tls.ca, host }, () => resolve(secured))
    secured.once('error', reject)
  })
}
