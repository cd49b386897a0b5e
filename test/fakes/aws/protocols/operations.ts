import type { FakeAccount } from '../account.ts'
import type { FakeRequest } from '../service.ts'

/** What an operation was asked: the members of its input as its protocol wrote them. */
export type Input = Record<string, unknown>

/** Beside the input: who asked, and whose account it is. */
export interface ServiceCall {
  account: FakeAccount
  request: FakeRequest
}

/**
 * One operation of a service. What it returns are the members of its output by their wire names; it throws
 * FakeServiceError for what the SDK is to see as an error.
 */
export type Operation = (input: Input, call: ServiceCall) => object | Promise<object>

export type Operations = Readonly<Record<string, Operation>>
