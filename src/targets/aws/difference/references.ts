/**
 * Puts the logical id in place of each reference, as the differ writes them: `${Role.Arn}`, and functions as JSON text.
 * `${AWS::AccountId}` becomes `ACCOUNT`.
 */
export function nameReferences(text: string): string {
  return replaceFunctions(text)
    .replace(/\$\{AWS::AccountId\}/g, 'ACCOUNT')
    .replace(/\$\{AWS::([^}]+)\}/g, '$1')
    .replace(/\$\{([^}.]+)\.?([^}]*)\}/g, (_, id: string, attribute: string) => nameAttribute(id, attribute))
}

/** An ARN or an id stands for the resource itself; of anything else it is told what it is. */
function nameAttribute(id: string, attribute: string): string {
  return /^(|\w*Arn|\w*Id)$/.test(attribute) ? id : `${attribute} of ${id}`
}

/** A function is named by the first thing it refers to: its text has further functions inside. */
function replaceFunctions(text: string): string {
  const start = text.indexOf('{"Fn::')
  if (start < 0) return text
  const end = findEnd(text, start)
  const inside = text.slice(start, end)
  const reference = /\$\{(?!AWS::)[^}]+\}/.exec(inside)?.[0] ?? 'something'
  return `${text.slice(0, start)}${reference}${replaceFunctions(text.slice(end))}`
}

function findEnd(text: string, start: number): number {
  let depth = 0
  for (let at = start; at < text.length; at++) {
    if (text[at] === '{') depth++
    if (text[at] === '}' && --depth === 0) return at + 1
  }
  return text.length
}
