import { Emulator, emulatedRegion } from './emulator.ts'
import { findMinistack } from './ministack-or-skip.ts'
import type { OutsideWorld } from './outside-world.ts'

/** An AWS account for the whole life of environments: emulated on this computer, or a real one. */
export interface Account {
  region: string
  /** For the program that works with it, beside what the surroundings have. */
  variables: Record<string, string>
  /** Absent: it is a real one, where no step can be made to fail and no database be reached from here. */
  world?: OutsideWorld
  close(): Promise<void>
}

/** Real AWS takes up to an hour for what the emulator does in seconds. */
export interface Suite {
  name: string
  /** Absent: there is no account to work with, and every test is skipped. */
  open?: () => Promise<Account>
  /** Whether it is the emulator, so that faults can be asked for. */
  emulated: boolean
  /** Most milliseconds for one step. */
  patience: number
}

/**
 * Real AWS with RDS_PROXY_WEBHOOK_TEST_AWS=1 (it costs money: see CONTRIBUTING.md) and the credentials that the SDK
 * finds; else the emulator, or nothing, said loudly, where it cannot be installed.
 */
export async function chooseSuite(): Promise<Suite> {
  if (process.env.RDS_PROXY_WEBHOOK_TEST_AWS === '1') {
    return { name: 'on real AWS', open: openRealAccount, emulated: false, patience: 3_600_000 }
  }
  const ministack = await findMinistack('the life of environments on AWS')
  const suite = { name: 'on ministack', emulated: true, patience: 120_000 }
  if (!ministack) return suite
  return {
    ...suite,
    open: async () => {
      const emulator = await Emulator.start(ministack)
      return {
        region: emulatedRegion,
        variables: emulator.variables,
        world: emulator.world,
        close: () => emulator.stop(),
      }
    },
  }
}

async function openRealAccount(): Promise<Account> {
  const region = process.env.AWS_REGION || process.env.AWS_DEFAULT_REGION || 'us-east-1'
  return { region, variables: {}, close: async () => {} }
}
