import type { Answers, Question } from './question.ts'
import type { TargetKind } from './settings.ts'

const both: readonly TargetKind[] = ['local', 'aws']

function readNumber(answers: Answers, key: string): number {
  return Number(answers[key])
}

/** RDS Proxy's own settings, with AWS's ranges and defaults (ModifyDBProxyTargetGroup, ModifyDBProxy). */
export const proxyQuestions: readonly Question[] = [
  {
    key: 'proxy.maxConnectionsPercent',
    flag: 'max-connections-percent',
    targets: both,
    prompt: 'Share of the database connections that the proxy may open',
    why: "The proxy's pool never grows beyond this part of the database's max_connections; requests above it wait.",
    kind: { type: 'integer', min: 1, max: 100 },
    unit: '%',
    asked: 'always',
    defaultValue: () => 100,
  },
  {
    key: 'proxy.maxIdleConnectionsPercent',
    flag: 'max-idle-connections-percent',
    targets: both,
    prompt: 'Share of the database connections kept open while idle',
    why: 'More of them answer a sudden burst sooner; fewer leave memory to the database.',
    kind: { type: 'integer', min: 0, max: 100 },
    unit: '%',
    asked: 'always',
    defaultValue: (answers) => Math.floor(readNumber(answers, 'proxy.maxConnectionsPercent') / 2),
    check: (value, answers) => {
      const most = readNumber(answers, 'proxy.maxConnectionsPercent')
      return Number(value) > most
        ? `must not be above the share of connections that the proxy may open (--max-connections-percent, ${most})`
        : undefined
    },
  },
  {
    key: 'proxy.borrowTimeout',
    flag: 'borrow-timeout',
    targets: both,
    prompt: 'How long a request may wait for a database connection',
    why: 'After that the proxy answers error 9501 and the function tells the caller to try again later (503).',
    kind: { type: 'integer', min: 0, max: 300 },
    unit: 's',
    asked: 'always',
    defaultValue: () => 120,
  },
  {
    key: 'proxy.idleClientTimeout',
    flag: 'idle-client-timeout',
    targets: both,
    prompt: 'How long a silent client may stay connected to the proxy',
    why: 'Frozen functions keep their connection this long; a shorter time only makes them connect anew.',
    kind: { type: 'integer', min: 1, max: 28_800 },
    unit: 's',
    asked: 'always',
    defaultValue: () => 1800,
  },
  {
    key: 'proxy.requireTls',
    flag: 'require-tls',
    targets: both,
    prompt: 'Require TLS from clients of the proxy?',
    why: 'Without TLS, passwords and rows cross the network in the clear.',
    kind: { type: 'boolean' },
    asked: 'always',
    defaultValue: () => true,
    check: (value, answers) =>
      value === false && answers.clientAuth === 'iam' ? 'must be true with --client-auth iam' : undefined,
  },
  {
    key: 'proxy.pinningFilter',
    flag: 'pinning-filter',
    targets: both,
    prompt: 'Which statements should not pin a client to its database connection',
    why: 'A pinned connection serves one client only, so pins undo the pooling.',
    kind: {
      type: 'choice',
      choices: [
        { value: 'none', meaning: 'SET statements pin where RDS Proxy says so: always correct' },
        {
          value: 'exclude-variable-sets',
          meaning: 'SET statements never pin: only if every client sets the same values',
        },
      ],
    },
    asked: 'always',
    defaultValue: () => 'none',
  },
  {
    key: 'proxy.initQuery',
    flag: 'init-query',
    targets: both,
    prompt: 'SQL to run on each new database connection',
    why: "Settings made here need no SET in the function, so they cannot pin. Example: SET time_zone = '+00:00'",
    // AWS names no limit; this one only keeps accidents out.
    kind: { type: 'text', placeholder: 'SQL', maxLength: 4096, whenEmpty: 'none' },
    asked: 'always',
    defaultValue: () => '',
  },
]
