import { Capability, hasCapability } from '../protocol/capabilities.ts'
import { Command, findResponseKind, type ResponseKind, usesPreparedStatement } from '../protocol/commands.ts'
import type { ServerError } from '../protocol/messages.ts'
import type { Packet } from '../protocol/packet-assembler.ts'
import type { ClassifyOptions } from '../sql/classify-options.ts'
import { classifyStatements, LONGEST_UNPINNED_STATEMENT } from '../sql/classify-statement.ts'
import type { PinReason } from '../sql/pin-reasons.ts'
import { changesSession, createEffects, type StatementEffects } from '../sql/statement-effects.ts'

/** One request of a client that needs a database connection. */
export interface ClientRequest {
  /** `visit`: nothing is sent, the connection is only prepared, to see whether the session's schema can be used. */
  kind: ResponseKind | 'visit'
  /** The packet as it came. */
  pieces: Buffer[]
  /** Sequence number of its last frame. */
  sequence: number
  effects: readonly StatementEffects[]
  /** Whether the session may be another one afterwards, beyond what the server's status flags tell. */
  changesSession: boolean
  pin: PinReason | undefined
  /** SQL of the request, for the log's digest. */
  text: Buffer | undefined
  /** Its first statement asks what the session's statement before it left behind. */
  readsPrevious: boolean
  readsInsertId: boolean
  /** May change the last generated id without a word of it in the response. */
  setsInsertId: boolean
  /** COM_SET_OPTION: multi-statements are on or off after it. */
  multiStatements: boolean | undefined
  /** Takes the outcome of a visit. */
  onVisited: ((error: ServerError | undefined) => void) | undefined
}

/** So much of a packet is read: the command's byte, and one byte more than what can be said about a statement. */
export const REQUEST_HEAD = LONGEST_UNPINNED_STATEMENT + 2

/**
 * The request for a command that is forwarded, or undefined for a command that RDS Proxy's clients cannot use.
 * @param head the beginning of the packet's payload, up to REQUEST_HEAD bytes
 */
export function createRequest(packet: Packet, head: Buffer, options: () => ClassifyOptions): ClientRequest | undefined {
  const command = head[0] ?? 0
  const kind = findResponseKind(head)
  if (!kind) return undefined
  const request = createPlainRequest(kind, packet.pieces, packet.sequence)
  if (command === Command.query) addStatements(request, head.subarray(1), options())
  else if (command === Command.initDb) addDatabase(request, head)
  else if (command === Command.setOption) addOption(request, head)
  else if (usesPreparedStatement(command)) addPreparedStatement(request, command, head)
  return request
}

/** A request that only makes sure that the session's state can be had on the database. */
export function createVisit(onVisited: (error: ServerError | undefined) => void): ClientRequest {
  const visit = createPlainRequest('visit', [], 0)
  visit.onVisited = onVisited
  return visit
}

/** All requests have the same fields in the same order: the engine then finds them without a look-up. */
function createPlainRequest(kind: ClientRequest['kind'], pieces: Buffer[], sequence: number): ClientRequest {
  return {
    kind,
    pieces,
    sequence,
    effects: [],
    changesSession: false,
    pin: undefined,
    text: undefined,
    readsPrevious: false,
    readsInsertId: false,
    setsInsertId: false,
    multiStatements: undefined,
    onVisited: undefined,
  }
}

function addStatements(request: ClientRequest, text: Buffer, options: ClassifyOptions): void {
  const effects = classifyStatements(text, options)
  request.effects = effects
  request.text = text
  request.readsPrevious = effects[0]?.readsPrevious ?? false
  for (const effect of effects) {
    request.pin ??= effect.pin
    request.readsInsertId ||= effect.readsInsertId
    request.setsInsertId ||= effect.setsInsertId
    request.changesSession ||= changesSession(effect)
  }
}

function addPreparedStatement(request: ClientRequest, command: number, head: Buffer): void {
  request.pin = 'prepared-statement'
  if (command === Command.statementPrepare) request.text = head.subarray(1)
}

function addDatabase(request: ClientRequest, head: Buffer): void {
  request.effects = [{ ...createEffects(), usesDatabase: head.toString('latin1', 1) }]
  request.changesSession = true
}

function addOption(request: ClientRequest, head: Buffer): void {
  request.multiStatements = head[1] === 0
  request.changesSession = true
}

/** Capability flags after COM_SET_OPTION. */
export function setMultiStatements(capabilities: number, on: boolean): number {
  if (on === hasCapability(capabilities, Capability.multiStatements)) return capabilities
  return (capabilities ^ Capability.multiStatements) >>> 0
}
