import { expect, test } from 'vitest'
import { CredentialsCache } from '../../../src/targets/local/proxy/auth/secret-source.ts'

const version = (number: number) => ({ username: 'app', password: `p${number}`, versionId: `v${number}` })

function createCache(grace: number) {
  const state = { now: 0, current: version(1), changed: () => {} }
  const source = {
    current: async () => state.current,
    watch: (listener: () => void) => {
      state.changed = listener
      return () => undefined
    },
  }
  const cache = new CredentialsCache(source, () => state.now, grace)
  const change = (number: number) => {
    state.current = version(number)
    state.changed()
  }
  const accepted = async () => (await cache.accepted()).map(({ versionId }) => versionId)
  return { state, change, accepted }
}

test('the password before a change counts for nothing by default', async () => {
  const { change, accepted } = createCache(0)
  expect(await accepted()).toEqual(['v1'])
  change(2)
  expect(await accepted()).toEqual(['v2'])
})

test('the password before a change lets clients in for its grace, counted from the change', async () => {
  const { state, change, accepted } = createCache(1_000)
  await accepted()
  change(2)
  state.now = 999
  expect(await accepted()).toEqual(['v2', 'v1'])
  state.now = 1_000
  expect(await accepted()).toEqual(['v2'])
})

test('only the last change has a grace', async () => {
  const { change, accepted } = createCache(1_000)
  await accepted()
  change(2)
  await accepted()
  change(3)
  expect(await accepted()).toEqual(['v3', 'v2'])
})
