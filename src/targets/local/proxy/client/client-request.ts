import { Capability, hasCapability } from '../protocol/capabilities.ts'
import { Command, forwardedCommands, type ResponseKind, usesPreparedStatement } from '../protocol/commands.ts'
import type { ServerError } from '../protocol/messages.ts'
import { type Packet, readPayload } from '../protocol/packet-assembler.ts'
import { type ClassifyOptions, classifyStatements, LONGEST_UNPINNED_STATEMENT } from '../sql/classify-statement.ts'
import type { PinReason } from '../sql/pin-reasons.ts'
import { createEffects, type StatementEffects } from '../sql/statement-effects.ts'

/** One request of a client that needs a database connection. */
export interface ClientRequest {
  /** `visit`: nothing is sent, the connection is only prepared, to see whether the session's schema can be used. */
  kind: ResponseKind | 'visit'
  /** The packet as it came. */
  pieces: Buffer[]
  /** Sequence number of its last frame. */
  sequence: number
  effects: readonly StatementEffects[]
  pin?: PinReason
  /** SQL of the request, for the log's digest. */
  text?: Buffer
  readsPrevious: boolean
  readsInsertId: boolean
  /** COM_SET_OPTION: multi-statements are on or off after it. */
  multiStatements?: boolean
  /** Takes the outcome of a visit. */
  onVisited?(error: ServerError | undefined): void
}

/** The request for a command that is forwarded, or undefined for a command that RDS Proxy's clients cannot use. */
export function createRequest(packet: Packet, options: () => ClassifyOptions): ClientRequest | undefined {
  const head = readPayload(packet, LONGEST_UNPINNED_STATEMENT + 2)
  const command = head[0] ?? 0
  const kind = forwardedCommands.get(command)
  if (!kind) return undefined
  const { pieces, sequence } = packet
  const request: ClientRequest = { kind, pieces, sequence, effects: [], readsPrevious: false, readsInsertId: false }
  if (command === Command.query) addStatements(request, head.subarray(1), options())
  else if (command === Command.initDb) request.effects = [chooseDatabase(head)]
  else if (command === Command.setOption) request.multiStatements = head[1] === 0
  else if (usesPreparedStatement(command)) addPreparedStatement(request, command, head)
  return request
}

/** A request that only makes sure that the session's state can be had on the database. */
export function createVisit(onVisited: (error: ServerError | undefined) => void): ClientRequest {
  return { kind: 'visit', pieces: [], sequence: 0, effects: [], readsPrevious: false, readsInsertId: false, onVisited }
}

function addStatements(request: ClientRequest, text: Buffer, options: ClassifyOptions): void {
  const effects = classifyStatements(text, options)
  request.effects = effects
  request.text = text
  for (const effect of effects) {
    if (effect.pin && !request.pin) request.pin = effect.pin
    request.readsPrevious ||= effect.readsPrevious
    request.readsInsertId ||= effect.readsInsertId
  }
}

function addPreparedStatement(request: ClientRequest, command: number, head: Buffer): void {
  request.pin = 'prepared-statement'
  if (command === Command.statementPrepare) request.text = head.subarray(1)
}

function chooseDatabase(head: Buffer): StatementEffects {
  return { ...createEffects(), usesDatabase: head.toString('latin1', 1) }
}

/** Capability flags after COM_SET_OPTION. */
export function setMultiStatements(capabilities: number, on: boolean): number {
  if (on === hasCapability(capabilities, Capability.multiStatements)) return capabilities
  return (capabilities ^ Capability.multiStatements) >>> 0
}
