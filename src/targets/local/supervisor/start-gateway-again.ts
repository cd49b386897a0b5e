import { UserError } from '../../../errors.ts'
import { type GatewayOptions, type RunningGateway, startGateway } from '../gateway/gateway.ts'

/**
 * Starts the gateway where it listened before, so that whoever was given its URL still has it; where `options` say
 * when somebody else has taken that port since.
 */
export async function startGatewayAgain(options: GatewayOptions, lastPort: number): Promise<RunningGateway> {
  try {
    return await startGateway({ ...options, port: lastPort })
  } catch (error) {
    if (error instanceof UserError && error.name === 'PortInUse') return startGateway(options)
    throw error
  }
}
