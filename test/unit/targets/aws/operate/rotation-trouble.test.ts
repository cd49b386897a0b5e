import { describe, expect, it } from 'vitest'
import { readTrouble } from '../../../../../src/targets/aws/operate/rotation-trouble.ts'

describe('what a line of the rotation log says of a failure', () => {
  it.each([
    [
      '{"level":"error","message":"The database refused the login","code":"ER_ACCESS_DENIED_ERROR","number":1045,"step":"setSecret","versionId":"v"}\n',
      'setSecret: The database refused the login (ER_ACCESS_DENIED_ERROR 1045)',
    ],
    [
      '2026-11-23T12:00:00.000Z\t7a\tERROR\tInvoke Error \t{"errorType":"Error","errorMessage":"The pending version has no text","stack":[]}\n',
      'The pending version has no text',
    ],
    [
      '{"timestamp":"t","level":"ERROR","message":{"errorType":"Error","errorMessage":"The secret has no current version"}}',
      'The secret has no current version',
    ],
    [
      '2026-11-23T12:00:00.000Z 7a Task timed out after 60.00 seconds',
      'the rotation function had no answer within 60 s',
    ],
  ])('%s', (line, trouble) => {
    expect(readTrouble(line)).toBe(trouble)
  })

  it.each([
    'START RequestId: 7a Version: $LATEST',
    '{"level":"info","message":"The step is done","step":"createSecret"}',
    'not {json',
  ])('nothing: %s', (line) => {
    expect(readTrouble(line)).toBeUndefined()
  })
})
