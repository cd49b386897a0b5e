import { isUtf8 } from 'node:buffer'
import { createReadStream } from 'node:fs'
import { ExitCode, UserError } from '../errors.ts'

/** More than any HTTP API takes (10 MB), so that its refusal can be seen, and still no danger to memory. */
export const MAX_DATA_BYTES = 64 * 1024 * 1024

/**
 * The bytes that `--data` stands for: TEXT itself, `@file` for a file's content, `-` for standard input.
 * @throws UserError (exit code 2) for a file that cannot be read and for more than {@link MAX_DATA_BYTES}.
 */
export async function readData(argument: string, stdin: AsyncIterable<Uint8Array | string>): Promise<Buffer> {
  if (argument === '-') return collect(stdin, 'standard input')
  return argument.startsWith('@') ? readDataFile(argument.slice(1)) : Buffer.from(argument, 'utf8')
}

async function readDataFile(path: string): Promise<Buffer> {
  try {
    return await collect(createReadStream(path), path)
  } catch (error) {
    if (error instanceof UserError) throw error
    throw new UserError({
      name: 'DataFileUnreadable',
      message: `The file ${JSON.stringify(path)} cannot be read: ${describeFileError(error)}.`,
      nextSteps: [
        'Check the path after the @: it counts from the folder you are in.',
        "rds-proxy-webhook hit /some/path --data 'plain text'",
      ],
      exitCode: ExitCode.usage,
      cause: error,
    })
  }
}

function describeFileError(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown reason'
  const words: Record<string, string> = {
    ENOENT: 'there is no such file',
    EISDIR: 'it is a folder',
    EACCES: 'permission denied',
    EPERM: 'permission denied',
  }
  return words[code] ?? code
}

async function collect(source: AsyncIterable<Uint8Array | string>, name: string): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of source) {
    const buffer = typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : Buffer.from(chunk)
    bytes += buffer.length
    if (bytes > MAX_DATA_BYTES) throw tooMuchData(name)
    chunks.push(buffer)
  }
  return Buffer.concat(chunks, bytes)
}

function tooMuchData(name: string): UserError {
  return new UserError({
    name: 'TooMuchData',
    message: `There is more than 64 MiB in ${name}; the HTTP API takes 10 MB at most.`,
    nextSteps: ["rds-proxy-webhook hit /some/path --data 'less'"],
    exitCode: ExitCode.usage,
  })
}

/** The content type to send when none was given: as the bytes look. API Gateway passes text on as text by it. */
export function guessContentType(data: Buffer): string {
  if (!isUtf8(data)) return 'application/octet-stream'
  try {
    JSON.parse(data.toString('utf8'))
    return 'application/json'
  } catch {
    // Not JSON is the answer, not a failure.
    return 'text/plain; charset=utf-8'
  }
}
