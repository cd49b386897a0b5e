import { expect, test } from 'vitest'
import type { EventName, Events } from '../../../src/events.ts'
import { createPlainRenderer } from '../../../src/ui/plain.ts'
import { createStyle } from '../../../src/ui/style.ts'
import { measureWidth } from '../../../src/ui/truncate.ts'
import { createHandClock } from './recording-stream.ts'

type Entry = { [Name in EventName]: [milliseconds: number, name: Name, data: Events[Name]] }[EventName]

const deploy: Entry[] = [
  [
    0,
    'steps-announced',
    {
      steps: [
        { id: 'server', title: 'Find a MySQL-compatible server' },
        { id: 'database', title: 'Start the database' },
        { id: 'proxy', title: 'Start the RDS Proxy stand-in' },
        { id: 'functions', title: 'Start the functions' },
      ],
    },
  ],
  [0, 'step-started', { id: 'server' }],
  [40, 'step-finished', { id: 'server', detail: 'MariaDB 10.11.6 at /usr/sbin/mariadbd' }],
  [0, 'step-started', { id: 'database' }],
  [100, 'step-progressed', { id: 'database', detail: 'making the data directory in /home/ada/projects/inbox/.state' }],
  [14_900, 'step-progressed', { id: 'database', detail: 'waiting for it to accept connections' }],
  [9_000, 'step-finished', { id: 'database', detail: 'max_connections 60' }],
  [0, 'step-started', { id: 'proxy' }],
  [
    0,
    'warned',
    {
      message: 'TLS is off: passwords cross the loopback in the clear',
      nextStep: 'rds-proxy-webhook init --require-tls',
    },
  ],
  [0, 'step-skipped', { id: 'functions', reason: 'they run already' }],
  [120, 'step-failed', { id: 'proxy', message: 'port 3306 is in use by\u001b[2J mysqld (pid 812)' }],
  [0, 'noticed', { message: 'The log is in .rds-proxy-webhook/local/logs/background.log' }],
]

const load: Entry[] = [
  [0, 'load-progressed', { sent: 0, failed: 0, total: 5000, elapsedMs: 0 }],
  [1_900, 'load-progressed', { sent: 1200, failed: 0, total: 5000, elapsedMs: 1_900 }],
  [300, 'load-progressed', { sent: 1400, failed: 0, total: 5000, elapsedMs: 2_200 }],
  [1_000, 'load-progressed', { sent: 2000, failed: 3, total: 5000, elapsedMs: 3_200 }],
  [4_000, 'load-progressed', { sent: 5000, failed: 12, total: 5000, elapsedMs: 7_200 }],
]

const endlessLoad: Entry[] = [
  [0, 'load-progressed', { sent: 1, failed: 0, elapsedMs: 5 }],
  [500, 'load-progressed', { sent: 480, failed: 0, elapsedMs: 505 }],
]

async function replay(entries: Entry[], width: number): Promise<string[]> {
  const clock = createHandClock()
  const lines: string[] = []
  const renderer = createPlainRenderer((line) => lines.push(line), createStyle({ width }), clock)
  for (const [milliseconds, name, data] of entries) {
    clock.advance(milliseconds)
    renderer.show(name, data as never)
  }
  await renderer.close()
  expect(clock.timers()).toBe(0)
  return lines
}

for (const width of [60, 80, 120]) {
  for (const [name, entries] of Object.entries({ deploy, load, endlessLoad })) {
    test(`${name} at ${width} columns`, async () => {
      const lines = await replay(entries, width)
      expect(lines.length).toBeGreaterThan(0)
      await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`../../snapshots/ui/plain-${name}-${width}.txt`)
      const steps = lines.filter((line) => /^[✔✖›↓]/.test(line))
      for (const line of steps) expect(measureWidth(line), line).toBeLessThanOrEqual(width)
    })
  }
}

test('a long step gives a sign of life after 2 s, then every 10 s, and none when it has ended', async () => {
  const clock = createHandClock()
  const lines: string[] = []
  const renderer = createPlainRenderer((line) => lines.push(line), createStyle(), clock)
  renderer.show('step-started', { id: 'Wait' })
  clock.advance(1_999)
  expect(lines).toEqual([])
  clock.advance(31_000)
  expect(lines).toEqual(['› Wait  2.0 s', '› Wait  10 s', '› Wait  20 s', '› Wait  30 s'])
  renderer.show('step-finished', { id: 'Wait' })
  clock.advance(60_000)
  expect(lines.slice(4)).toEqual(['✔ Wait  33 s'])
  await renderer.close()
})

test('a step that was never announced is shown by its id', async () => {
  expect(
    await replay(
      [
        [0, 'step-started', { id: 'surprise' }],
        [0, 'step-finished', { id: 'surprise' }],
      ],
      80,
    ),
  ).toEqual(['✔ surprise  0 ms'])
})
