import type { DatabaseConnection } from '../database/database-connection.ts'
import { readVariables } from '../database/own-commands.ts'
import { createSessionState, type SessionState, withDatabase, withVariable } from '../session-state.ts'
import { quotePlain } from '../sql/set-expression.ts'
import type { StatementEffects } from '../sql/statement-effects.ts'

/** The state after statements that the server has carried out, as far as their text tells it. */
export function applyEffects(state: SessionState, done: readonly StatementEffects[]): SessionState {
  let after = state
  for (const effects of done) {
    for (const variable of effects.sets) {
      if (variable.name !== 'autocommit') after = withVariable(after, variable)
    }
    if (effects.usesDatabase !== undefined) after = withDatabase(after, effects.usesDatabase)
    if (effects.dropsDatabase === after.database) after = withDatabase(after, '')
  }
  return after
}

/** Autocommit as the server reports it: that is surer than the text, and covers what a procedure did. */
export function applyAutocommit(state: SessionState, connection: DatabaseConnection): SessionState {
  const isUsual = connection.autocommit === connection.usualAutocommit
  if (isUsual && state.variables.length === 0) return state
  const known = state.variables.find(({ name }) => name === 'autocommit')
  if (!isUsual) {
    const statement = `SET SESSION autocommit = ${connection.autocommit ? 1 : 0}`
    return known?.statement === statement ? state : withVariable(state, { name: 'autocommit', statement })
  }
  if (!known) return state
  return createSessionState({ ...state, variables: state.variables.filter((variable) => variable !== known) })
}

/**
 * Asks the server for the values of variables that were set to an expression. Returns undefined when a value cannot
 * be repeated.
 */
export async function applyComputed(
  state: SessionState,
  names: readonly string[],
  connection: DatabaseConnection,
): Promise<SessionState | undefined> {
  const values = await readVariables(connection, names)
  let after = state
  for (const [index, name] of names.entries()) {
    const value = formatValue(values[index])
    if (value === undefined) return undefined
    after = withVariable(after, { name, statement: `SET SESSION ${name} = ${value}` })
  }
  return after
}

function formatValue(value: string | undefined): string | undefined {
  if (value === undefined) return 'NULL'
  return /^-?\d+$/.test(value) ? value : quotePlain(value)
}
