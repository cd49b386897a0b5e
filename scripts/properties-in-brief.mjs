import { existsSync, readFileSync } from 'node:fs'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { cache, hashFiles } from './bundle-options.mjs'

/** What the stack is made of, and so what a difference of two stacks can be about. */
const kindsInStacks = /^AWS::(ApiGatewayV2|CloudWatch|EC2|IAM|Lambda|Logs|RDS|SecretsManager)::/

/**
 * Of the 2.6 MB of AWS's service specification, which take a second to load, @aws-cdk/cloudformation-diff needs to know
 * only which properties replace their resource and which grant something: 40 KB for the kinds that stacks are made of.
 */
export const propertiesInBrief = {
  name: 'properties-in-brief',
  setup({ onResolve, onLoad }) {
    const namespace = 'properties-in-brief'
    onResolve({ filter: /^@aws-cdk\/aws-service-spec$/ }, ({ path }) => ({ path, namespace }))
    onLoad({ filter: /.*/, namespace }, async () => ({ loader: 'js', contents: await writePropertiesInBrief() }))
  },
}

async function writePropertiesInBrief() {
  const kept = resolve(cache, `properties-${hashFiles(['package-lock.json', 'scripts/properties-in-brief.mjs'])}.js`)
  if (existsSync(kept)) return readFileSync(kept, 'utf8')
  const { loadAwsServiceSpecSync } = createRequire(import.meta.url)('@aws-cdk/aws-service-spec')
  const kinds = loadAwsServiceSpecSync()
    .all('resource')
    .filter(({ cloudFormationType }) => kindsInStacks.test(cloudFormationType))
    .map(({ cloudFormationType, scrutinizable, properties }) => {
      const brief = Object.entries(properties).map(([name, { causesReplacement, scrutinizable: grants }]) => {
        return [name, { causesReplacement, scrutinizable: grants }]
      })
      return [cloudFormationType, { scrutinizable, properties: Object.fromEntries(brief) }]
    })
  const contents = `const kinds = ${JSON.stringify(Object.fromEntries(kinds))}
exports.loadAwsServiceSpecSync = () => ({ lookup: (_entity, _index, _is, kind) => (kinds[kind] ? [kinds[kind]] : []) })
`
  await mkdir(cache, { recursive: true })
  await writeFile(`${kept}-${process.pid}`, contents)
  await rename(`${kept}-${process.pid}`, kept)
  return contents
}
