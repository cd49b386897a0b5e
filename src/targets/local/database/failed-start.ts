import { UserError } from '../../../errors.ts'
import { describeProgram, type ServerProgram } from './server-program.ts'

export interface FailedStart {
  /** What the server wrote since it was started. */
  log: string
  logFile: string
  dataDirectory: string
}

interface KnownCause {
  pattern: RegExp
  name: string
  sentence: (start: FailedStart) => string
  nextSteps: readonly [string, ...string[]]
}

const KNOWN_CAUSES: readonly KnownCause[] = [
  {
    pattern: /No space left on device|Disk quota exceeded|Disk is full|OS error: 28\b|Errcode: 28\b|error:? 28\b/i,
    name: 'DiskFull',
    sentence: ({ dataDirectory }) => `There is no space left on the disk of ${dataDirectory}.`,
    nextSteps: ['Free some space and run the command again.'],
  },
  {
    pattern: /Unable to lock|already have another (?:mysqld|mariadbd) process|another process with pid/i,
    name: 'DatabaseInUse',
    sentence: ({ dataDirectory }) => `Another process has the database in ${dataDirectory} open.`,
    nextSteps: ['Stop that process (lsof names it) and run the command again.'],
  },
  {
    pattern:
      /Read-only file system|Permission denied|Operation not permitted|(?:OS error|Errcode|errno):? (?:1|13|30)\b/i,
    name: 'StateNotWritable',
    sentence: ({ dataDirectory }) => `The database server may not write to ${dataDirectory}.`,
    nextSteps: [
      'Run it in a folder that you can write to.',
      'If AppArmor keeps the system’s mysqld to its own folders (aa-status shows it), use MariaDB or another --mysqld.',
    ],
  },
]

/** A server that did not start or could not make its data, as a UserError with its own last complaint. */
export function describeFailedStart(program: ServerProgram, start: FailedStart): UserError {
  const complaint = findComplaint(start.log)
  const quoted = complaint ? ` It said: ${complaint}` : ''
  const known = KNOWN_CAUSES.find(({ pattern }) => pattern.test(start.log))
  if (known) {
    const message = `${known.sentence(start)}${quoted}`
    return new UserError({ name: known.name, message, nextSteps: known.nextSteps })
  }
  return new UserError({
    name: 'DatabaseDidNotStart',
    message: `${describeProgram(program)} did not start.${quoted}`,
    nextSteps: [`Read its log: ${start.logFile}`, 'Or name another server program with --mysqld PATH.'],
  })
}

/** The last line that tells more than that the server gave up, without its time and markers. */
export function findComplaint(log: string): string | undefined {
  const errors = log.split('\n').filter((line) => /\[ERROR\]|\berror\b|fatal|can't|cannot|not found/i.test(line))
  const telling = errors.filter((line) => !/Aborting|Unknown\/unsupported storage engine|Plugin .* failed/i.test(line))
  const line = telling.at(-1) ?? errors.at(-1)
  return line
    ?.replace(/^\d{4}-\d\d-\d\d[T ]+[\d:.]+Z?\s+\d+\s+/, '')
    .replace(/\[(?:ERROR|System|Server|InnoDB|MY-\d+)\]\s*/g, '')
    .trim()
}
