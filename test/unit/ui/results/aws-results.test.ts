import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it, test } from 'vitest'
import { renderApproval } from '../../../../src/ui/results/approval.ts'
import { renderCancellation } from '../../../../src/ui/results/cancellation.ts'
import { renderDeployment } from '../../../../src/ui/results/deployment.ts'
import { renderDestruction } from '../../../../src/ui/results/destruction.ts'
import { renderLoss } from '../../../../src/ui/results/loss.ts'
import { renderPlan, renderPolicy } from '../../../../src/ui/results/plan.ts'
import { renderRotation } from '../../../../src/ui/results/rotation.ts'
import { renderStatus } from '../../../../src/ui/results/status.ts'
import { createStyle, type Style } from '../../../../src/ui/style.ts'
import { measureWidth } from '../../../../src/ui/truncate.ts'
import { makeAwsResults } from './aws-fixtures.ts'

const now = Date.parse('2026-03-01T12:00:00.000Z')

type Results = ReturnType<typeof makeAwsResults>

const texts: Record<string, (results: Results, style: Style) => string> = {
  'aws-plan-changed': ({ changed }, style) => renderPlan(changed, style),
  'aws-plan-unchanged': ({ unchanged }, style) => renderPlan(unchanged, style),
  'aws-approval-new': ({ isNew }, style) => renderApproval(isNew, style),
  'aws-approval-changed': ({ changed }, style) => renderApproval(changed, style),
  'aws-deployment': ({ deployment }, style) => renderDeployment(deployment, style),
  'aws-cancellation': ({ cancellation }, style) => renderCancellation(cancellation, style),
  'aws-status': ({ status }, style) => renderStatus(status, style, now),
  'aws-loss': ({ loss }, style) => renderLoss(loss, style),
  'aws-destruction-complete': ({ destruction }, style) => renderDestruction(destruction, style),
  'aws-destruction-leftovers': ({ kept }, style) => renderDestruction(kept, style),
  'aws-rotation-token': ({ rotation }, style) => renderRotation(rotation, style),
}

/** Commands and URLs are for copying: they are never broken, whatever the width. */
const isForCopying = (line: string) =>
  /^ *(Next: |Try: )? *(rds-proxy-webhook|aws|https:)/.test(line.replace('URL:', ''))

describe.each(Object.entries(texts))('%s', (name, render) => {
  test.each([60, 80, 120])('at %i columns', async (width) => {
    const text = render(makeAwsResults(), createStyle({ width }))
    await expect(`${text}\n`).toMatchFileSnapshot(`../../../snapshots/ui/${name}-${width}.txt`)
    for (const line of text.split('\n')) {
      expect(line).toBe(line.trimEnd())
      if (!isForCopying(line)) expect(measureWidth(line), line).toBeLessThanOrEqual(width)
    }
  })

  it('says the same in colour', () => {
    const coloured = render(makeAwsResults(), createStyle({ colour: true }))
    expect(coloured).toContain('\u001b[')
    expect(stripVTControlCharacters(coloured)).toBe(render(makeAwsResults(), createStyle()))
  })

  it('lets nothing from outside act on the terminal', () => {
    const text = render(makeAwsResults('\u001b[2J\u202e\n'), createStyle({ width: 200 }))
    for (const character of ['\u001b', '\u202e']) expect(text).not.toContain(character)
    expect(text).toContain('\\x1b[2J\\u202e\\n')
  })
})

const red = (text: string) => `\u001b[31m${text}\u001b[39m`

it('shows what is lost first and in red, then who may do what, then the rest', () => {
  const { changed } = makeAwsResults()
  const text = renderApproval(changed, createStyle({ colour: true, width: 120 }))
  expect(text).toContain(red('MySQL database DatabaseInstance is replaced: Engine, DBName, KmsKeyId'))
  const order = [
    'Account',
    'REPLACED OR REMOVED',
    'All recorded requests go',
    'WHO MAY DO',
    'CHANGE ',
    'COSTS AT REST',
    'a month',
  ]
  const places = order.map((words) => stripVTControlCharacters(text).indexOf(words))
  expect(places.every((place) => place >= 0)).toBe(true)
  expect(places).toEqual([...places].sort((one, other) => one - other))
})

it('says of a change neither what all of it would be nor how long a first deploy takes', () => {
  const { changed } = makeAwsResults()
  const duration = { seconds: 600, atLeast: 600, atMost: 600, criticalPath: [], beside: [], statement: '', notes: [] }
  const text = renderPlan({ ...changed, duration }, createStyle())
  expect(text).toContain('dev on AWS would be changed (1 replaced, 1 removed, 1 changed, 1 added)')
  expect(text).not.toContain('Ready in')
  expect(text).not.toContain('AWS::EC2::VPC ')
})

it('gives a policy as one document, or all of them', () => {
  const { plan } = makeAwsResults()
  const document = { Version: '2012-10-17', Statement: [] }
  expect(JSON.parse(renderPolicy({ ...plan, policy: [document] }))).toEqual(document)
  expect(JSON.parse(renderPolicy({ ...plan, policy: [document, document] }))).toEqual([document, document])
})

it('says that there is no drift only when it was asked for', () => {
  const { status } = makeAwsResults()
  const { drift: _, ...without } = status
  expect(renderStatus({ ...status, drift: [] }, createStyle(), now)).toContain('No drift')
  expect(renderStatus(without, createStyle(), now)).not.toMatch(/drift/i)
})

it('ends a destroy with the receipt, in red as long as something goes on to cost', () => {
  const { destruction, kept } = makeAwsResults()
  expect(renderDestruction(destruction, createStyle())).toContain(
    'It ran for 3 h 10 min and cost about 0.19 USD; now it costs nothing.',
  )
  expect(renderDestruction(kept, createStyle({ width: 200, colour: true }))).toContain(
    red('It ran for 3 h 10 min and cost about 12.35 USD; now it costs about 2.30 USD a month.'),
  )
  expect(renderDestruction(kept, createStyle())).toContain('(billed, less than 0.01 USD a month)')
})

test('what was not deleted is not said to be', () => {
  const { rows: _, ...destruction } = makeAwsResults().destruction
  const style = createStyle({ width: 200 })
  expect(renderDestruction({ ...destruction, rowsLeft: true }, style)).toMatch(/^Deleted of dev on AWS/)
  expect(renderDestruction({ ...destruction, deleted: [] }, style)).toMatch(
    /^Nothing of dev on AWS was deleted \(.+\)\.$/m,
  )
})

test('nothing is said to cost nothing that could not be looked for', () => {
  const { destruction } = makeAwsResults()
  const receipt = { ...destruction.receipt, incomplete: true } as NonNullable<typeof destruction.receipt>
  expect(renderDestruction({ ...destruction, receipt }, createStyle({ width: 200 }))).toContain(
    'what it costs now is not known.',
  )
  const more = { ...receipt, perMonthNow: 2.3 }
  expect(renderDestruction({ ...destruction, receipt: more }, createStyle({ width: 200 }))).toContain(
    'now it costs about 2.30 USD a month, and what is not known.',
  )
})
