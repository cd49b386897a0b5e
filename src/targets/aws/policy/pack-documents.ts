import { managedPolicyLimit, type PolicyDocument, type Statement } from './statements.ts'

/**
 * Puts statements into as few documents as hold them, longest first. A single statement that is too long is cut by its
 * actions.
 */
export function packDocuments(statements: readonly Statement[], limit: number = managedPolicyLimit): PolicyDocument[] {
  const pieces = statements.flatMap((statement) => cut(statement, limit)).sort((a, b) => measure(b) - measure(a))
  const documents: PolicyDocument[] = []
  for (const piece of pieces) {
    const fitting = documents.find((each) => measure(withStatement(each, piece)) <= limit)
    if (fitting) fitting.Statement.push(piece)
    else documents.push({ Version: '2012-10-17', Statement: [piece] })
  }
  return documents
}

function cut(statement: Statement, limit: number): Statement[] {
  const alone: PolicyDocument = { Version: '2012-10-17', Statement: [statement] }
  const half = Math.ceil(statement.Action.length / 2)
  if (measure(alone) <= limit || half === statement.Action.length) return [statement]
  const halves = [statement.Action.slice(0, half), statement.Action.slice(half)]
  return halves.flatMap((Action) => cut({ ...statement, Action }, limit))
}

function withStatement(document: PolicyDocument, statement: Statement): PolicyDocument {
  return { ...document, Statement: [...document.Statement, statement] }
}

/** As IAM counts: without white space. */
export function measure(value: object): number {
  return JSON.stringify(value).replace(/\s/g, '').length
}
