import { describe, expect, it } from 'vitest'
import { writeReceipt } from '../../../../../src/targets/aws/destroy/receipt.ts'
import type { StackState } from '../../../../../src/targets/aws/stack-state.ts'

const createdAt = new Date('2026-11-23T10:00:00Z')
const stack = { createdAt, outputs: { Url: 'https://x' } } as StackState
const template = { Resources: { Endpoint: { Type: 'AWS::SecretsManager::Secret' } } }
const end = new Date('2026-11-23T12:30:00Z')

describe('the receipt', () => {
  it('says how long it ran, what that cost and what goes on to cost', () => {
    const remaining = [
      { name: 'a', billed: true, perMonth: 1.9 },
      { name: 'b', billed: true, perMonth: 0.4 },
      { name: 'c', billed: false },
    ]
    expect(writeReceipt({ stack, template }, 'us-east-1', end, remaining)).toMatchObject({
      ...{ since: '2026-11-23T10:00:00.000Z', seconds: 9_000, perMonthNow: 2.3 },
      cost: { currency: 'USD', amount: 0.01 },
    })
  })

  it('ends with nothing a month when nothing is left', () => {
    expect(writeReceipt({ stack, template }, 'us-east-1', end, [])?.perMonthNow).toBe(0)
  })

  it('is not written from nothing', () => {
    expect(writeReceipt({ stack }, 'us-east-1', end, [])).toBeUndefined()
    const neverMade = { ...stack, outputs: {} }
    expect(writeReceipt({ stack: neverMade, template }, 'us-east-1', end, [])).toBeUndefined()
  })
})
