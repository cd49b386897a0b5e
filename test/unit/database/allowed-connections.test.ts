import { describe, expect, it } from 'vitest'
import { readAllowedConnections } from '../../../src/targets/local/database/allowed-connections.ts'

const FEW_FILES =
  '2026-11-23  6:03:38 0 [Warning] Could not increase number of max_open_files to more than 1024 (request: 10925)'
const CHANGED =
  '2026-11-23T06:03:38Z 0 [Warning] [MY-010140] [Server] Changed limits: max_connections: 214 (requested 2005)'

describe('readAllowedConnections', () => {
  it.each([
    ['', 2_000, 2_000],
    [FEW_FILES, 2_000, 959],
    [FEW_FILES, 60, 60],
    [`${FEW_FILES}\n${CHANGED}`, 2_000, 209],
    [FEW_FILES.replace('1024', '32'), 60, 1],
  ])('%j with %i wanted allows %i', (log, wanted, allowed) => {
    expect(readAllowedConnections(log, wanted)).toBe(allowed)
  })
})
