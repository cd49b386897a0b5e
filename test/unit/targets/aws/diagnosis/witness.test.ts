import { describe, expect, it } from 'vitest'
import type { ProxyTarget } from '../../../../../src/targets/aws/diagnosis/evidence.ts'
import { Witness } from '../../../../../src/targets/aws/diagnosis/witness.ts'
import { openAwsEnvironment } from '../../../../../src/targets/aws/environment.ts'
import { makeEvent } from './stack-events.ts'

const env = openAwsEnvironment('dev', false, { region: 'eu-west-1', profile: '', account: '' })
const begin = Date.UTC(2026, 10, 1, 12)
const waiting = makeEvent({
  kind: 'AWS::RDS::DBProxyTargetGroup',
  status: 'CREATE_IN_PROGRESS',
  at: new Date(begin),
})
const unreachable: ProxyTarget = { proxyName: 'p', health: { state: 'UNAVAILABLE', reason: 'UNREACHABLE' } }
const gone: ProxyTarget = { proxyName: 'p', gone: true }

/** A witness whose questions are counted and answered by the test. */
function makeWitness(answers: { waiting?: ProxyTarget; after?: ProxyTarget }) {
  let now = begin
  let asked = 0
  const witness = new Witness(env, () => now, {
    askProxyTarget: async () => {
      asked++
      return answers.waiting
    },
    gatherEvidence: async () => (answers.after ? { proxyTarget: answers.after } : {}),
  })
  const passSeconds = (seconds: number) => {
    now += seconds * 1_000
  }
  /** Sees the group begin, and looks again after so many seconds. */
  const waitSeconds = (seconds: number) => {
    witness.look([])
    witness.look([waiting])
    passSeconds(seconds)
    witness.look([waiting])
  }
  return { witness, asked: () => asked, passSeconds, waitSeconds }
}

describe('a witness', () => {
  it('asks of a target group that takes long, and then once a minute', () => {
    const { witness, asked, passSeconds } = makeWitness({})
    witness.look([])
    const counts = [0, 119, 1, 5, 54, 1, 60].map((seconds) => {
      passSeconds(seconds)
      witness.look([waiting])
      return asked()
    })
    expect(counts).toEqual([0, 0, 1, 1, 1, 2, 3])
  })

  it.each([
    ['ahead', 86_400],
    ['behind', -86_400],
  ])('is as patient when the clock of AWS is %s', (_, seconds) => {
    const { witness, asked, passSeconds } = makeWitness({})
    const elsewhen = { ...waiting, at: new Date(begin + seconds * 1_000) }
    witness.look([])
    const counts = [0, 119, 1].map((each) => {
      passSeconds(each)
      witness.look([elsewhen])
      return asked()
    })
    expect(counts).toEqual([0, 0, 1])
  })

  it('asks at once of a group that waited before anybody looked on', () => {
    const { witness, asked } = makeWitness({})
    witness.look([waiting])
    expect(asked()).toBe(1)
  })

  it('begins anew with a group that begins anew', () => {
    const { witness, asked, waitSeconds, passSeconds } = makeWitness({})
    waitSeconds(100)
    witness.look([waiting, { ...waiting, status: 'CREATE_COMPLETE' }])
    passSeconds(100)
    witness.look([waiting, { ...waiting, status: 'UPDATE_IN_PROGRESS' }])
    expect(asked()).toBe(0)
  })

  it.each([
    ['nothing', []],
    ['another kind', [{ ...waiting, kind: 'AWS::RDS::DBProxy' }]],
    ['a group that is ready', [waiting, { ...waiting, status: 'CREATE_COMPLETE' }]],
    ['a group that is deleted', [waiting, { ...waiting, status: 'DELETE_IN_PROGRESS' }]],
  ])('asks nobody of %s', (_, events) => {
    const { witness, asked, passSeconds } = makeWitness({})
    passSeconds(3_600)
    witness.look(events)
    expect(asked()).toBe(0)
  })

  it('remembers what it saw when nobody can be asked any more', async () => {
    const { witness, waitSeconds } = makeWitness({ waiting: unreachable, after: gone })
    waitSeconds(600)
    expect(await witness.testify([waiting])).toEqual({ proxyTarget: unreachable })
  })

  it('prefers what is said now', async () => {
    const now: ProxyTarget = { proxyName: 'p', health: { state: 'UNAVAILABLE', reason: 'AUTH_FAILURE' } }
    const { witness, waitSeconds } = makeWitness({ waiting: unreachable, after: now })
    waitSeconds(600)
    expect(await witness.testify([waiting])).toEqual({ proxyTarget: now })
  })

  it.each<[string, ProxyTarget]>([
    ['gone', gone],
    ['available', { proxyName: 'p', health: { state: 'AVAILABLE' } }],
  ])('saw nothing in a target that was %s', async (_, seen) => {
    const { witness, waitSeconds } = makeWitness({ waiting: seen, after: gone })
    waitSeconds(600)
    expect(await witness.testify([waiting])).toEqual({ proxyTarget: gone })
  })

  it('has nothing to say of a failure that has nothing to do with it', async () => {
    const { witness, waitSeconds } = makeWitness({ waiting: unreachable })
    waitSeconds(600)
    expect(await witness.testify([waiting])).toEqual({})
  })
})
