import type { AwsSettings } from '../../settings/settings.ts'
import { sanitize } from '../sanitize.ts'
import type { Style } from '../style.ts'
import { describePlace } from './caller.ts'

/** Where `init` is about to make something, in one line. */
export function renderPlace({ account, region, profile }: AwsSettings, style: Style): string {
  const place = { account, region, ...(profile === '' ? {} : { profile }) }
  return `${style.cyan('Account:')} ${style.bold(sanitize(describePlace(place)))}`
}
