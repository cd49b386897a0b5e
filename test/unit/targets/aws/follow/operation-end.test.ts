import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { judgeEnd } from '../../../../../src/targets/aws/follow/operation-end.ts'
import { parseRecording } from '../../../../fakes/aws/record.ts'

it.each([
  ['CREATE_COMPLETE', 'done'],
  ['UPDATE_COMPLETE', 'done'],
  ['DELETE_COMPLETE', 'done'],
  ['ROLLBACK_COMPLETE', 'rolled-back'],
  ['UPDATE_ROLLBACK_COMPLETE', 'rolled-back'],
  ['CREATE_FAILED', 'failed'],
  ['ROLLBACK_FAILED', 'failed'],
  ['UPDATE_ROLLBACK_FAILED', 'failed'],
  ['DELETE_FAILED', 'failed'],
] as const)('%s is told as %s', (status, outcome) => {
  expect(judgeEnd(status)).toBe(outcome)
})

it('a rollback that was asked for is what was wanted', () => {
  expect(judgeEnd('UPDATE_ROLLBACK_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE')).toBe('done')
  expect(judgeEnd('UPDATE_ROLLBACK_FAILED', 'UPDATE_ROLLBACK_COMPLETE')).toBe('failed')
})

it('the recordings end as they are called', () => {
  const folder = 'test/recordings/cloudformation'
  const ends = readdirSync(folder).map((file) => {
    const { statusAfter } = parseRecording(readFileSync(`${folder}/${file}`, 'utf8'))
    return [file.replace('.json', ''), judgeEnd(statusAfter)]
  })
  expect(Object.fromEntries(ends)).toMatchObject({
    cancel: 'rolled-back',
    'delete-failed': 'failed',
    'failure-with-rollback': 'rolled-back',
    'first-deploy': 'done',
  })
})
