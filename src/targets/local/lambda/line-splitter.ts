import { StringDecoder } from 'node:string_decoder'

/** CloudWatch Logs cuts an event at 256 KB; a function that never ends its line must not fill our memory. */
const maxLineCharacters = 262_144

/** Cuts a stream of bytes into lines and hands each on without its line end. */
export class LineSplitter {
  readonly #decoder = new StringDecoder('utf8')
  readonly #emit: (line: string) => void
  #rest = ''

  constructor(emit: (line: string) => void) {
    this.#emit = emit
  }

  write(chunk: Buffer): void {
    const lines = (this.#rest + this.#decoder.write(chunk)).split('\n')
    this.#rest = lines.pop() ?? ''
    for (const line of lines) this.#emit(line.endsWith('\r') ? line.slice(0, -1) : line)
    if (this.#rest.length > maxLineCharacters) this.flush()
  }

  /** Hands on what has no line end yet. */
  flush(): void {
    const rest = this.#rest
    this.#rest = ''
    if (rest !== '') this.#emit(rest)
  }
}
