import type { AskedPrices } from '../../../estimates/asked-prices.ts'
import { estimatePrice, listPricedUsages } from '../../../estimates/prices.ts'
import type { Template } from '../../../estimates/template.ts'
import type { PlannedPrice } from '../../target-plan.ts'
import type { AwsEnvironment } from '../environment.ts'
import { type AskOptions, askPrices } from './ask-prices.ts'

/**
 * What the resources of a template cost in the environment's region, by AWS's own prices where they can be had.
 * @throws Interrupted when the signal is aborted
 */
export async function priceTemplate(
  env: AwsEnvironment,
  template: Template,
  options?: AskOptions,
): Promise<PlannedPrice> {
  return estimatePrice(template, env.region, await askForTemplate(env, template, options))
}

/** AWS's own prices for all that is in a template, for who estimates parts of it too. @throws as {@link priceTemplate} */
export function askForTemplate(env: AwsEnvironment, template: Template, options?: AskOptions): Promise<AskedPrices> {
  return askPrices(env, listPricedUsages(template), options)
}
