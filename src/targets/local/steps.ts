import type { Step } from '../../events.ts'

/** The steps of a local deploy. The first is done by the command, the others by the background process. */
export const DEPLOY_STEPS: readonly Step[] = [
  { id: 'server', title: 'Find a MySQL-compatible server' },
  { id: 'gateway', title: 'Open the HTTP API' },
  { id: 'database', title: 'Start the database' },
  { id: 'proxy', title: 'Start the RDS Proxy stand-in' },
  { id: 'functions', title: 'Start the functions' },
  { id: 'check', title: 'Ask the database through the proxy' },
]

export const DESTROY_STEPS: readonly Step[] = [
  { id: 'stop', title: 'Stop the functions, the proxy and the database' },
  { id: 'delete', title: 'Delete the data' },
  { id: 'verify', title: 'Check that nothing is left' },
]
