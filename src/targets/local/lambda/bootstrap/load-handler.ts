import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { FunctionContext } from './context.ts'
import { RuntimeError } from './error-payload.ts'

export type Handler = (event: unknown, context: FunctionContext) => unknown

/**
 * Imports the function's module and picks its handler.
 * @throws RuntimeError with Lambda's own names when there is no such module or handler, or when the handler takes a
 *   callback: nodejs24.x refuses those. Whatever the module throws while it loads comes through as it is.
 */
export async function loadHandler(taskRoot: string, handler: string): Promise<Handler> {
  const [moduleName = '', exportName = ''] = handler.split('.')
  const file = join(taskRoot, `${moduleName}.mjs`)
  if (!existsSync(file))
    throw new RuntimeError('Runtime.ImportModuleError', `Error: Cannot find module '${moduleName}'`)
  const loaded: Record<string, unknown> = await importModule(file)
  const found = loaded[exportName]
  if (found === undefined) {
    throw new RuntimeError('Runtime.HandlerNotFound', `${handler} is undefined or not exported`)
  }
  if (typeof found !== 'function') throw new RuntimeError('Runtime.HandlerNotFound', `${handler} is not a function`)
  if (found.length >= 3) {
    const message = 'Callback-style handlers are not supported from Node.js 24 on: make the handler an async function.'
    throw new RuntimeError('Runtime.CallbackHandlerDeprecated', message)
  }
  return found as Handler
}

async function importModule(file: string): Promise<Record<string, unknown>> {
  try {
    return await import(pathToFileURL(file).href)
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new RuntimeError('Runtime.UserCodeSyntaxError', `SyntaxError: ${error.message}`)
    }
    throw error
  }
}
