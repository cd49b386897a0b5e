import { describe, expect, it } from 'vitest'
import { writeReceipt } from '../../../../../src/targets/aws/destroy/receipt.ts'
import type { StackState } from '../../../../../src/targets/aws/stack-state.ts'

const createdAt = new Date('2026-11-23T10:00:00Z')
const stack = { createdAt, outputs: { Url: 'https://x' } } as StackState
const template = { Resources: { Endpoint: { Type: 'AWS::SecretsManager::Secret' } } }
const env = { region: 'us-east-1' }
const end = new Date('2026-11-23T12:30:00Z')

describe('the receipt', () => {
  it('says how long it ran, what that cost and what goes on to cost', () => {
    const remaining = [
      { name: 'a', billed: true, perMonth: 1.9 },
      { name: 'b', billed: true, perMonth: 0.4 },
      { name: 'c', billed: false },
    ]
    expect(writeReceipt(env, { stack, template }, end, remaining)).toMatchObject({
      ...{ since: '2026-11-23T10:00:00.000Z', seconds: 9_000, perMonthNow: 2.3 },
      cost: { currency: 'USD', amount: 0.01 },
    })
  })

  it('ends with nothing a month when nothing is left', () => {
    expect(writeReceipt(env, { stack, template }, end, [])?.perMonthNow).toBe(0)
  })

  it('claims no sum of what has no price', () => {
    const remaining = [{ name: 'a', billed: true }]
    expect(writeReceipt(env, { stack, template }, end, remaining)).toMatchObject({ perMonthNow: 0, incomplete: true })
    expect(writeReceipt(env, { stack, template }, end, [{ name: 'c', billed: false }])).not.toHaveProperty('incomplete')
  })

  it('uses the prices of AWS where they are known', () => {
    const prices = { region: 'us-east-1', date: '2026-11-23', figures: { 'AWSSecretsManager-Secrets': 730 } }
    const receipt = writeReceipt(env, { stack, template, prices }, end, [])
    expect(receipt?.cost).toMatchObject({ amount: 2.5, source: { kind: 'price-list', date: '2026-11-23' } })
  })

  it('never tells of less than nothing, however the clocks differ', () => {
    const earlier = new Date(createdAt.getTime() - 60_000)
    expect(writeReceipt(env, { stack, template }, earlier, [])).toMatchObject({ seconds: 1, cost: { amount: 0 } })
  })

  it('is not written from nothing', () => {
    expect(writeReceipt(env, { stack }, end, [])).toBeUndefined()
    const neverMade = { ...stack, outputs: {} }
    expect(writeReceipt(env, { stack: neverMade, template }, end, [])).toBeUndefined()
  })
})
