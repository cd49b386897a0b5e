/** AWS's own words as the end of a sentence. */
export function endSentence(text: string): string {
  return `${text.replace(/[.\s]+$/, '')}.`
}
