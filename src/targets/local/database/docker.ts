import { createHash } from 'node:crypto'
import { basename, dirname, relative } from 'node:path'
import { runProgram } from './run-program.ts'
import { DOCKER_IMAGE, programEnvironment, type ServerProgram } from './server-program.ts'

const ANSWER_TIMEOUT_MS = 5_000
/** Where the container sees the environment's data directory. */
const INSIDE = '/environment'

/** Docker, when its engine answers. No image is fetched here: `docker run` does that when it is needed. */
export async function findDocker(env: NodeJS.ProcessEnv): Promise<ServerProgram | undefined> {
  try {
    const args = ['version', '--format', '{{.Server.Version}}']
    const { code } = await runProgram('docker', args, { env, timeout: ANSWER_TIMEOUT_MS })
    const version = DOCKER_IMAGE.split(':')[1] ?? ''
    return code === 0 ? { kind: 'docker', path: 'docker', version } : undefined
  } catch {
    // There is no docker client.
    return undefined
  }
}

/** The container's name: told apart by environment for people, by data directory for the engine. */
export function nameContainer(dataDirectory: string): string {
  const hash = createHash('sha256').update(dataDirectory).digest('hex').slice(0, 8)
  const environment = basename(dirname(dataDirectory)).replace(/[^A-Za-z0-9_.-]/g, '-')
  return `rds-proxy-webhook-${environment}-${hash}`
}

/**
 * Arguments of `docker` that run mysqld in the foreground, as this user, with the data directory mounted and its
 * port on a free one of 127.0.0.1. The image's own entry point is left out: it would want passwords in variables.
 */
export function dockerArguments(dataDirectory: string): string[] {
  const user = `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`
  return [
    ...['run', '--rm', '--init', '--name', nameContainer(dataDirectory), '--user', user],
    ...['--publish', '127.0.0.1::3306', '--mount', `type=bind,source=${dataDirectory},target=${INSIDE}`],
    ...['--env', 'UMASK=0600', '--env', 'UMASK_DIR=0700', '--entrypoint', 'mysqld', DOCKER_IMAGE],
  ]
}

/** A path below the data directory as the container sees it. */
export function mapIntoContainer(dataDirectory: string, path: string): string {
  return `${INSIDE}/${relative(dataDirectory, path)}`
}

/** Removes a container that an earlier run left behind; it is no error when there is none. */
export async function removeContainer(program: ServerProgram, dataDirectory: string): Promise<void> {
  await runProgram(program.path, ['rm', '--force', nameContainer(dataDirectory)], { env: programEnvironment(program) })
}

/** The port of 127.0.0.1 that leads to the container, or undefined while it is not up. */
export async function findContainerPort(program: ServerProgram, dataDirectory: string): Promise<number | undefined> {
  const args = ['port', nameContainer(dataDirectory), '3306/tcp']
  const { stdout } = await runProgram(program.path, args, { env: programEnvironment(program) })
  const port = /^127\.0\.0\.1:(\d+)$/m.exec(stdout)?.[1]
  return port === undefined ? undefined : Number(port)
}
