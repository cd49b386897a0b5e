import { expect, it, test } from 'vitest'
import type { ProxyStatus } from '../../../../src/targets/target-status.ts'
import { renderProxy } from '../../../../src/ui/results/proxy-status.ts'
import { createStyle } from '../../../../src/ui/style.ts'
import { measureWidth } from '../../../../src/ui/truncate.ts'

const proxy: ProxyStatus = {
  clientConnections: 0,
  databaseConnections: 0,
  databaseConnectionsCurrentlyBorrowed: 0,
  databaseConnectionsCurrentlySessionPinned: 0,
  databaseConnectionsCurrentlyInTransaction: 0,
  maxDatabaseConnectionsAllowed: 0,
  target: { state: 'REGISTERING', reason: 'PENDING_PROXY_CAPACITY' },
  metrics: {},
}

test.each([60, 80, 120])('a proxy that nobody has measured yet has no figures, at %i columns', async (width) => {
  const text = renderProxy(proxy, createStyle({ width }))
  await expect(`${text}\n`).toMatchFileSnapshot(`../../../snapshots/ui/proxy-no-figures-${width}.txt`)
  for (const line of text.split('\n')) expect(measureWidth(line), line).toBeLessThanOrEqual(width)
  expect(text).not.toContain('0 of 0')
})

it('a pool whose size is not known has only what is lent', () => {
  const metrics = { DatabaseConnectionsCurrentlyBorrowed: 3 }
  const text = renderProxy({ ...proxy, databaseConnectionsCurrentlyBorrowed: 3, metrics }, createStyle())
  expect(text).toContain('3 lent')
})

it('zeros that were measured are figures', () => {
  const measured = { ...proxy, maxDatabaseConnectionsAllowed: 60 }
  expect(renderProxy({ ...measured, metrics: { ClientConnections: 0 } }, createStyle())).toContain('0 of 60 lent')
  const { metrics: _, ...local } = measured
  expect(renderProxy(local, createStyle())).toContain('0 of 60 lent')
})
