import type { PlannedDifference, ResourceChange } from '../../targets/target-plan.ts'
import { renderItems } from '../field.ts'
import { describeKind, shortenLogicalId } from '../resource-kinds.ts'
import { sanitize } from '../sanitize.ts'
import type { Style } from '../style.ts'
import { formatTable } from '../table.ts'
import { wrapWords } from '../wrap.ts'

const actions: Readonly<Record<ResourceChange['action'], string>> = {
  replace: 'replaced',
  'may-replace': 'may be replaced',
  remove: 'removed',
  modify: 'changed',
  add: 'added',
}

/** What a deploy would change: what is lost first, then who may do what, then the rest. */
export function renderDifference(difference: PlannedDifference, style: Style): string {
  const isLoss = ({ action }: ResourceChange) => action !== 'add' && action !== 'modify'
  return [
    renderLosses(difference.changes.filter(isLoss), difference.dangerous, style),
    renderSecurity(difference.security, style),
    renderRest(
      difference.changes.filter((change) => !isLoss(change)),
      style,
    ),
  ]
    .filter((section) => section !== '')
    .join('\n\n')
}

/** `1 replaced, 2 changed`; empty when nothing is. */
export function countChanges({ changes }: PlannedDifference): string {
  return Object.entries(actions)
    .map(([action, word]) => ({ word, count: changes.filter((change) => change.action === action).length }))
    .filter(({ count }) => count > 0)
    .map(({ word, count }) => `${count} ${word}`)
    .join(', ')
}

/** `MySQL database DatabaseInstance is replaced`, safe to print. */
export function describeChange({ kind, logicalId, action }: ResourceChange): string {
  const verb = action === 'may-replace' ? actions[action] : `is ${actions[action]}`
  return sanitize(`${describeKind(kind).noun} ${shortenLogicalId(logicalId)} ${verb}`)
}

function renderLosses(changes: readonly ResourceChange[], dangerous: readonly ResourceChange[], style: Style): string {
  if (changes.length === 0) return ''
  const texts = changes.map((change) => {
    const why = change.action === 'remove' || change.properties.length === 0 ? '' : `: ${change.properties.join(', ')}`
    return `${describeChange(change)}${why}`
  })
  const warning = dangerous.length === 0 ? [] : [style.red(wrapWords(describeDanger(dangerous), style.width))]
  return [style.red(style.bold('REPLACED OR REMOVED')), ...renderItems(texts, style, style.red), ...warning].join('\n')
}

/** What goes with a resource of each kind that holds or carries something. */
const consequences: Readonly<Record<string, string>> = {
  'AWS::RDS::DBInstance': 'All recorded requests go with the database.',
  'AWS::RDS::DBProxy': 'Connections through the proxy break until the new one is there.',
  'AWS::SecretsManager::Secret': 'The password goes with its secret.',
}

function describeDanger(dangerous: readonly ResourceChange[]): string {
  const sentences = new Set(dangerous.map(({ kind }) => consequences[kind] ?? 'What it holds is lost.'))
  return [...sentences].join(' ')
}

function renderSecurity(sentences: readonly string[], style: Style): string {
  if (sentences.length === 0) return ''
  const items = renderItems(sentences.map(shortenIds), style, style.yellow)
  return [style.yellow(style.bold('WHO MAY DO OR REACH WHAT')), ...items].join('\n')
}

/** The same for each logical id in a sentence: letters with eight characters of a hash. */
function shortenIds(sentence: string): string {
  return sentence.replace(/\b[A-Z][a-z][A-Za-z0-9]*[0-9A-F]{8}\b/g, shortenLogicalId)
}

function renderRest(changes: readonly ResourceChange[], style: Style): string {
  if (changes.length === 0) return ''
  return formatTable(
    [
      { heading: 'CHANGE' },
      { heading: 'KIND', shrinkTo: 12 },
      { heading: 'NAME', shrinkTo: 12 },
      { heading: 'PROPERTIES', shrinkTo: 10, optional: true },
    ],
    changes.map(({ action, kind, logicalId, properties }) => [
      actions[action],
      describeKind(kind).noun,
      shortenLogicalId(logicalId),
      properties.join(', '),
    ]),
    style,
  )
}
