import { resolve } from 'node:path'
import type { Question } from './question.ts'
import type { TargetKind } from './settings.ts'

const local: readonly TargetKind[] = ['local']

/** What only an environment on this computer needs to know, asked before the proxy's settings. */
export const localQuestions: readonly Question[] = [
  {
    key: 'port',
    flag: 'port',
    targets: local,
    prompt: 'Port of the HTTP API on 127.0.0.1 (0 picks a free one)',
    why: 'Every URL under http://127.0.0.1:PORT becomes a row in the database.',
    kind: { type: 'integer', min: 0, max: 65_535 },
    asked: 'always',
    defaultValue: () => 3000,
  },
  {
    key: 'databaseMaxConnections',
    flag: 'database-max-connections',
    targets: local,
    prompt: "The database's max_connections",
    why: 'A db.t4g.micro leaves room for about 60; the proxy pool is a share of it. Try 5 to see requests queue.',
    // RDS for MySQL: DBInstanceClassMemory / 12,582,880 by default, 85 for a whole GiB; what the instance keeps for
    // itself brings a micro instance to about 60. 16,000 is where RDS itself stops.
    kind: { type: 'integer', min: 1, max: 16_000 },
    asked: 'always',
    defaultValue: () => 60,
  },
  {
    key: 'functionConcurrency',
    flag: 'function-concurrency',
    targets: local,
    prompt: 'How many environments of the function may run at once',
    why: 'As the concurrency limit of Lambda: requests beyond it are turned away with 503.',
    kind: { type: 'integer', min: 1, max: 1000 },
    asked: { listedAs: 'Functions at once' },
    // Enough to crowd a small pool; about 25 MB each, and they end when idle.
    defaultValue: () => 50,
  },
  {
    key: 'mysqld',
    flag: 'mysqld',
    targets: local,
    prompt: 'Path of the mysqld or mariadbd program',
    why: 'Any MySQL 8 or MariaDB 10.6 or newer will do; it runs privately, never as a service.',
    kind: { type: 'text', placeholder: 'PATH', maxLength: 4096, whenEmpty: 'look for one' },
    asked: { listedAs: 'Database program' },
    defaultValue: () => '',
    complete: (path, { workingDirectory }) => (path === '' ? '' : resolve(workingDirectory ?? '', String(path))),
  },
]
