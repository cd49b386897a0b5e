import type { Caller } from '../../targets/target-plan.ts'
import { renderField } from '../field.ts'
import type { Style } from '../style.ts'

/** Whose account it is, where, and as whom: what must be right before anything else is read. */
export function renderCaller(caller: Caller, style: Style): string {
  return [
    renderField('Account', describePlace(caller), 10, style, style.bold),
    renderField('Identity', caller.arn, 10, style),
  ].join('\n')
}

/** `123456789012 in eu-central-1, profile work`. */
export function describePlace({ account, region, profile }: Omit<Caller, 'arn'>): string {
  return `${account} in ${region}${profile === undefined ? '' : `, profile ${profile}`}`
}
