import { describe, expect, it } from 'vitest'
import { findObstacle } from '../../../../../src/targets/aws/operate/read-outputs.ts'

const outputs = { Url: 'u', QueryFunctionName: 'q', ProxyName: 'p', DatabaseInstanceId: 'd', SecretArn: 's' }

describe('what keeps a stack from serving', () => {
  it.each([
    'CREATE_COMPLETE',
    'UPDATE_COMPLETE',
    'UPDATE_IN_PROGRESS',
    'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    'UPDATE_ROLLBACK_IN_PROGRESS',
    'UPDATE_ROLLBACK_COMPLETE',
    'UPDATE_ROLLBACK_FAILED',
    'IMPORT_COMPLETE',
  ])('nothing: %s', (status) => {
    expect(findObstacle({ status, outputs })).toBeUndefined()
  })

  it.each([
    ['REVIEW_IN_PROGRESS', /never confirmed/, 'deploy'],
    ['CREATE_IN_PROGRESS', /being made/, 'status --watch'],
    ['CREATE_FAILED', /first deploy failed/, 'deploy'],
    ['ROLLBACK_IN_PROGRESS', /taken back/, 'status --watch'],
    ['ROLLBACK_COMPLETE', /first deploy failed/, 'deploy'],
    ['ROLLBACK_FAILED', /first deploy failed/, 'deploy'],
    ['DELETE_IN_PROGRESS', /being deleted/, 'destroy'],
    ['DELETE_FAILED', /parts of it are left/, 'destroy'],
  ])('%s', (status, reason, next) => {
    expect(findObstacle({ status, outputs })).toEqual({
      reason: expect.stringMatching(reason),
      next: expect.arrayContaining([next]),
    })
  })

  it('outputs that are missing are named', () => {
    const { ProxyName: _, ...others } = outputs
    expect(findObstacle({ status: 'CREATE_COMPLETE', outputs: others })?.reason).toMatch(/ProxyName$/)
  })
})
