import { Flags } from '@oclif/core'
import { readIamKey, requireTlsForTokens } from '../actions/iam-key.ts'
import { readHostAndPort, readServerAddress } from '../actions/proxy-address.ts'
import { refuseReservingAll } from '../actions/reserved-connections.ts'
import { serveProxy } from '../actions/serve-proxy.ts'
import { BaseCommand } from '../base-command.ts'
import { buildFlags } from '../settings/flags.ts'
import { resolveProxySettings, standInQuestions } from '../settings/resolve-proxy.ts'
import { type StandInOptions, startStandIn } from '../targets/stand-in.ts'
import { renderListening } from '../ui/results/listening.ts'

const authTypes = ['caching_sha2_password', 'mysql_native_password'] as const

export default class ServeProxy extends BaseCommand<typeof ServeProxy> {
  static override summary = 'Run the stand-in for RDS Proxy alone, in front of any MySQL or MariaDB server'
  static override description =
    'Pools, multiplexes, pins and times out as RDS Proxy does. Prints one line when it listens; ends on SIGTERM or Ctrl-C.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --server 127.0.0.1:3307 --secret secret.json',
    '<%= config.bin %> <%= command.id %> --server /run/mysqld/mysqld.sock --secret secret.json --no-require-tls',
  ]
  static override flags = {
    listen: Flags.string({ summary: 'Where clients connect', helpValue: 'HOST:PORT', default: '127.0.0.1:3306' }),
    server: Flags.string({ summary: 'The database server', helpValue: 'HOST:PORT|SOCKET', required: true }),
    'server-ca': Flags.string({ summary: 'Use TLS to the server, signed by this authority (PEM)', helpValue: 'FILE' }),
    secret: Flags.string({
      summary: 'JSON file with username and password, for the server and for clients; watched for changes',
      helpValue: 'FILE',
      required: true,
    }),
    'tls-cert': Flags.string({ summary: 'Certificate for clients (PEM)', helpValue: 'FILE', dependsOn: ['tls-key'] }),
    'tls-key': Flags.string({ summary: 'Its private key (PEM)', helpValue: 'FILE', dependsOn: ['tls-cert'] }),
    'client-password-auth-type': Flags.option({
      summary: 'How clients prove the password',
      options: authTypes,
      default: authTypes[0] as (typeof authTypes)[number],
    })(),
    'client-auth': Flags.option({
      summary: 'Let clients in by the password, or by IAM tokens signed with AWS_ACCESS_KEY_ID and its secret',
      options: ['secret', 'iam'] as const,
      default: 'secret' as 'secret' | 'iam',
    })(),
    region: Flags.string({ summary: 'Region of the IAM tokens', default: 'us-east-1' }),
    'old-password-grace': Flags.integer({
      summary: 'How long a changed password still lets clients in, in s',
      default: 0,
      min: 0,
      max: 86_400,
    }),
    'max-clients': Flags.integer({
      summary: 'Most clients at the same time; beyond it error 1040 (no limit)',
      min: 1,
    }),
    'max-new-clients': Flags.integer({
      summary: 'Most new clients in one second; beyond it error 1040 (no limit)',
      min: 1,
    }),
    'reserved-connections': Flags.integer({
      summary: 'Connections that the pool leaves to others (a tenth, at most 3)',
      min: 0,
    }),
    metrics: Flags.string({ summary: 'Serve the figures as JSON at /metrics', helpValue: 'HOST:PORT' }),
    'log-file': Flags.string({
      summary: "Write the debug log in RDS Proxy's wording, details for 24 hours as there",
      helpValue: 'FILE',
    }),
    ...buildFlags(standInQuestions),
  }

  protected async work(): Promise<undefined> {
    const options = await this.#readOptions()
    await serveProxy(options, (result) => this.reporter.result(result, renderListening), {
      ...this.context,
      start: startStandIn,
    })
  }

  async #readOptions(): Promise<Omit<StandInOptions, 'onTrouble'>> {
    const { flags } = this
    const resolved = await resolveProxySettings(flags, { env: process.env })
    if (flags['client-auth'] === 'iam') requireTlsForTokens(resolved.settings.requireTls)
    refuseReservingAll(flags['reserved-connections'] ?? 0, resolved.maxConnections)
    return {
      ...resolved,
      listen: readHostAndPort(flags.listen, '--listen', '127.0.0.1:3306'),
      server: readServerAddress(flags.server),
      secretFile: flags.secret,
      clientPasswordAuthType: flags['client-password-auth-type'],
      ...(flags['client-auth'] === 'iam' && { iam: readIamKey(flags.region, process.env) }),
      oldPasswordGrace: flags['old-password-grace'],
      limits: {
        ...(flags['max-clients'] !== undefined && { clients: flags['max-clients'] }),
        ...(flags['max-new-clients'] !== undefined && { newClientsPerSecond: flags['max-new-clients'] }),
        ...(flags['reserved-connections'] !== undefined && { reservedConnections: flags['reserved-connections'] }),
      },
      ...(flags['server-ca'] !== undefined && { serverCaFile: flags['server-ca'] }),
      ...(flags.metrics !== undefined && { metrics: readHostAndPort(flags.metrics, '--metrics', '127.0.0.1:9306') }),
      ...(flags['log-file'] !== undefined && { logFile: flags['log-file'] }),
      ...(flags['tls-cert'] !== undefined &&
        flags['tls-key'] !== undefined && { tls: { certFile: flags['tls-cert'], keyFile: flags['tls-key'] } }),
    }
  }
}
