import { readFileSync } from 'node:fs'
import { findCreateTime } from '../../../src/estimates/duration-table.ts'
import type { Emit, EventName, Events, ResourceMove } from '../../../src/events.ts'

/** One event and when it came, in seconds after the beginning. */
export type ScriptedEvent = { [Name in EventName]: { at: number; name: Name; data: Events[Name] } }[EventName]

/** Where scripts begin; recording-stream.ts has the clock that goes with it. */
export const scriptStart = Date.parse('2026-03-01T12:00:00.000Z')

const template: { Resources: Record<string, { Type: string }> } = JSON.parse(
  readFileSync('test/snapshots/stack/learning-secret.json', 'utf8'),
)

/** All resources of the smallest stack, in the template's order, with the table's times. */
export const resources = Object.entries(template.Resources).map(([id, { Type }]) => ({
  id,
  kind: Type,
  expectedSeconds: findCreateTime(Type).seconds,
}))

/** Writes events down in the order of their times. */
class Script {
  readonly events: ScriptedEvent[] = []

  add<Name extends EventName>(at: number, name: Name, data: Events[Name]): void {
    this.events.push({ at, name, data } as ScriptedEvent)
  }

  move(at: number, id: string, move: Pick<ResourceMove, 'state' | 'verb'> & { detail?: string }): void {
    const kind = template.Resources[id]?.Type ?? ''
    this.add(at, 'resource-moved', { id, kind, at: new Date(scriptStart + at * 1000).toISOString(), ...move })
  }

  /** A look every 5 s, as long as it lasts. */
  look(from: number, to: number, describe: (at: number) => Events['operation-progressed']): void {
    for (let at = from; at <= to; at += 5) this.add(at, 'operation-progressed', describe(at))
  }

  end(at: number, outcome: Events['operation-ended']['outcome']): ScriptedEvent[] {
    this.add(at, 'operation-ended', { outcome })
    return this.events.sort((one, other) => one.at - other.at)
  }
}

/** When each resource begins in a deploy of the script's own making: one after the other every second. */
const beginsAt = new Map(resources.map(({ id }, index) => [id, index]))
const endsAt = (id: string) =>
  (beginsAt.get(id) ?? 0) + (resources.find((resource) => resource.id === id)?.expectedSeconds ?? 5)
const deploySeconds = Math.max(...resources.map(({ id }) => endsAt(id))) + 1

const finishedAt = (at: number) => resources.filter(({ id }) => endsAt(id) <= at).length

/** A first deploy in which the database takes longer than usual. */
export function scriptDeploy(): ScriptedEvent[] {
  const script = new Script()
  script.add(0, 'operation-started', { direction: 'create', resources })
  for (const { id } of resources) {
    script.move(beginsAt.get(id) ?? 0, id, { state: 'running', verb: 'create' })
    script.move(endsAt(id), id, { state: 'finished', verb: 'create' })
  }
  script.look(0, deploySeconds, (at) => ({
    finished: finishedAt(at),
    total: resources.length,
    elapsedSeconds: at,
    remainingSeconds: deploySeconds - at,
    slow: at > 300 && at < endsAt('DatabaseInstanceAA8A5FDE') ? ['DatabaseInstanceAA8A5FDE'] : [],
  }))
  return script.end(deploySeconds, 'done')
}

const reason =
  'Resource handler returned message: "DBProxy Target unavailable due to an internal error \u001b[2J" (RequestToken: 0af5)'

/** A first deploy whose proxy cannot reach the database: what was made is deleted again. */
export function scriptRollback(): ScriptedEvent[] {
  const script = new Script()
  const failedAt = 90
  const begun = resources.filter(({ id }) => (beginsAt.get(id) ?? 0) < failedAt)
  script.add(0, 'operation-started', { direction: 'create', resources })
  for (const { id } of begun) {
    script.move(beginsAt.get(id) ?? 0, id, { state: 'running', verb: 'create' })
    if (endsAt(id) < failedAt) script.move(endsAt(id), id, { state: 'finished', verb: 'create' })
    else if (id.startsWith('DatabaseProxyTargetGroup')) {
      script.move(failedAt, id, { state: 'failed', verb: 'create', detail: reason })
    } else script.move(failedAt, id, { state: 'skipped', verb: 'create', detail: 'Resource creation cancelled' })
  }
  script.look(0, failedAt, (at) => ({
    ...{ finished: finishedAt(at), total: resources.length, elapsedSeconds: at, slow: [] },
    remainingSeconds: deploySeconds - at,
  }))
  script.add(failedAt + 1, 'operation-started', { direction: 'roll-back', resources: [] })
  const backwards = begun.toReversed()
  for (const [index, { id }] of backwards.entries()) {
    script.move(failedAt + 2 + index * 6, id, { state: 'running', verb: 'delete' })
    script.move(failedAt + 14 + index * 6, id, { state: 'finished', verb: 'delete' })
  }
  const over = failedAt + 14 + backwards.length * 6
  script.look(failedAt + 5, over, (at) => ({
    finished: backwards.length - Math.max(0, Math.floor((at - failedAt - 8) / 6)),
    ...{ total: backwards.length, elapsedSeconds: at, slow: [] },
  }))
  return script.end(over, 'rolled-back')
}

/** A destroy that waits for the functions' network interfaces; nothing is known of what there is. */
export function scriptDestroy(): ScriptedEvent[] {
  const script = new Script()
  const few = resources.filter(({ kind }) => /Function|DBInstance|Subnet|SecurityGroup/.test(kind))
  script.add(0, 'operation-started', { direction: 'delete', resources: [] })
  for (const [index, { id, kind }] of few.entries()) {
    const detail = kind === 'AWS::EC2::Subnet' ? { detail: 'waits for network interfaces of Lambda' } : {}
    script.move(index, id, { state: 'running', verb: 'delete', ...detail })
    script.move(30 + index * 15, id, { state: 'finished', verb: 'delete' })
  }
  const over = 30 + few.length * 15
  script.look(0, over, (at) => ({
    ...{ finished: Math.max(0, Math.floor((at - 15) / 15)), total: 0, elapsedSeconds: at, slow: [] },
  }))
  return script.end(over, 'done')
}

/** Plays a script against the clock that passes the time between events. */
export function play(events: readonly ScriptedEvent[], emit: Emit, pass: (milliseconds: number) => void): void {
  let now = 0
  for (const { at, name, data } of events) {
    if (at > now) pass((at - now) * 1000)
    now = Math.max(now, at)
    emit(name, data as never)
  }
}
