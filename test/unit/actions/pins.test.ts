import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { explainSql, readPins, showPins } from '../../../src/actions/pins.ts'
import { explainPins, readPinCapture } from '../../../src/targets/stand-in.ts'
import type { PinnedStatement } from '../../../src/targets/target.ts'
import type { EnvironmentStatus } from '../../../src/targets/target-status.ts'
import { renderPins } from '../../../src/ui/results/pins.ts'
import { createStyle } from '../../../src/ui/style.ts'
import { FakeTarget } from '../../fakes/target.ts'

const pin: PinnedStatement = {
  digest: 'SET @a = ?',
  count: 3,
  clients: ['127.0.0.1 (client 4)'],
  reason: 'user-variable',
  explanation: 'Because.',
  change: 'Do without.',
}

function targetWith(pins: PinnedStatement[] | undefined): FakeTarget {
  const proxy = { clientConnections: 1, target: { state: 'AVAILABLE' }, ...(pins && { pins }) }
  const status = { environment: 'test', target: 'local', state: 'running', components: [], proxy }
  return Object.assign(new FakeTarget(), { status: async () => status as unknown as EnvironmentStatus })
}

describe('pins', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pins-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('shows the pins of a running environment with count, clients, reason and advice', async () => {
    const text = renderPins(await showPins(targetWith([pin])), createStyle({ width: 100 }))
    expect(text).toContain('3 sessions pinned  SET @a = ?')
    expect(text).toContain('Why:      Because. (user-variable)')
    expect(text).toContain('Change:   Do without.')
    expect(text).toContain('Clients:  127.0.0.1 (client 4)')
  })

  it('says so when nothing was pinned, and refuses an environment without a proxy', async () => {
    expect(renderPins(await showPins(targetWith([])), createStyle())).toContain('No session was pinned.')
    await expect(showPins(targetWith(undefined))).rejects.toMatchObject({ name: 'NoPins', exitCode: 3 })
  })

  it('explains SQL without a server, and refuses a text without a statement', async () => {
    const result = await explainSql('SET @a = 1; SELECT 1', false, explainPins)
    const text = renderPins(result, createStyle())
    expect(text).toMatch(/^pins {2}SET @a = \?\n/)
    expect(text).toContain('does not pin  SELECT ?')
    await expect(explainSql(' ; ', false, explainPins)).rejects.toMatchObject({ name: 'NothingToExplain', exitCode: 2 })
  })

  it('reads a file: SQL is explained, a debug log is counted, a missing one is refused', async () => {
    const file = join(folder, 'capture')
    writeFileSync(file, 'LOCK TABLES t READ;')
    expect(await readPins(file, false, readPinCapture)).toMatchObject({ source: 'sql', statements: [{ pins: true }] })
    writeFileSync(file, '2026-01-01T00:00:00 [INFO] [proxyEndpoint=default] A new client connected from ::1.')
    expect(await readPins(file, false, readPinCapture)).toMatchObject({ source: 'log', pins: [] })
    for (const garbled of ['', 'not a word of it', '\0\u0001\u0002', '{"json": true}']) {
      writeFileSync(file, garbled)
      await expect(readPins(file, false, readPinCapture)).rejects.toMatchObject({
        name: 'NothingToExplain',
        exitCode: 2,
      })
    }
    await expect(readPins(join(folder, 'none'), false, readPinCapture)).rejects.toMatchObject({
      name: 'CaptureUnreadable',
      exitCode: 2,
    })
  })
})
