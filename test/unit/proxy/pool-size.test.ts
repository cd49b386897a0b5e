import { expect, test } from 'vitest'
import {
  completeLimits,
  computePoolSize,
  defaultDurations,
  type ProxyOptions,
} from '../../../src/targets/local/proxy/proxy-options.ts'

function measure(maxConnections: number, percent: number, idlePercent: number, reservedConnections?: number) {
  const options = {
    maxConnections,
    settings: { maxConnectionsPercent: percent, maxIdleConnectionsPercent: idlePercent },
    ...(reservedConnections === undefined ? {} : { limits: { reservedConnections } }),
  } as ProxyOptions
  return computePoolSize(options, completeLimits(options))
}

test('the pool has its percentage of max_connections, less what is reserved', () => {
  expect(measure(100, 50, 25)).toEqual({ most: 50, mostIdle: 25 })
  expect(measure(100, 100, 50)).toEqual({ most: 97, mostIdle: 50 })
  expect(measure(100, 100, 100, 0)).toEqual({ most: 100, mostIdle: 100 })
  expect(measure(5, 100, 50)).toEqual({ most: 5, mostIdle: 2 })
})

test('the pool is never empty, and may keep nothing idle', () => {
  expect(measure(10, 1, 0)).toEqual({ most: 1, mostIdle: 0 })
})

test('the fixed times are those of the user guide', () => {
  const minute = 60_000
  expect(defaultDurations).toMatchObject({
    databaseIdle: 5 * minute,
    databaseLife: 24 * 60 * minute,
    clientLife: 24 * 60 * minute,
    oldPassword: 0,
  })
})
