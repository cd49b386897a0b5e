import { styleText } from 'node:util'

/** How text for one stream is drawn: its width and its colours. Renderers get one and stay pure functions. */
export interface Style {
  /** Columns that a line may take. */
  readonly width: number
  /** False on consoles that only show ASCII. */
  readonly unicode: boolean
  readonly bold: Paint
  readonly dim: Paint
  readonly red: Paint
  readonly green: Paint
  readonly yellow: Paint
  readonly cyan: Paint
  readonly underline: Paint
}

type Paint = (text: string) => string

export interface StyleOptions {
  width?: number
  colour?: boolean
  unicode?: boolean
}

/** The part of a stream that decides how text for it looks. */
export interface StyledStream {
  isTTY?: boolean | undefined
  columns?: number | undefined
}

const plainWidth = 80
/** A file or a pipe has no width; this shows more than most terminals and stays readable. */
const pipedWidth = 120

/** A style by its parts; without any: 80 columns, no colour, Unicode. */
export function createStyle(options: StyleOptions = {}): Style {
  const paint = (format: Parameters<typeof styleText>[0]): Paint =>
    options.colour ? (text) => (text === '' ? '' : styleText(format, text, { validateStream: false })) : (text) => text
  return {
    width: Math.max(options.width ?? plainWidth, 20),
    unicode: options.unicode ?? true,
    bold: paint('bold'),
    dim: paint('dim'),
    red: paint('red'),
    green: paint('green'),
    yellow: paint('yellow'),
    cyan: paint('cyan'),
    underline: paint('underline'),
  }
}

/** The style for one stream, decided for that stream alone: a piped stdout stays plain while stderr has colours. */
export function styleFor(stream: StyledStream, env: NodeJS.ProcessEnv): Style {
  return createStyle({
    width: stream.columns || readColumns(env) || pipedWidth,
    colour: wantsColour(stream, env),
    unicode: showsUnicode(env),
  })
}

/**
 * FORCE_COLOR decides when it is set (`0` and `false` mean no), then NO_COLOR (https://no-color.org: any value that
 * is not empty), then a dumb terminal, then whether the stream is a terminal at all.
 */
export function wantsColour(stream: StyledStream, env: NodeJS.ProcessEnv): boolean {
  const forced = env.FORCE_COLOR
  if (forced !== undefined) return forced !== '0' && forced !== 'false'
  if (env.NO_COLOR) return false
  if (env.TERM === 'dumb') return false
  return stream.isTTY === true
}

/** The Linux console and the old Windows one lack the block and braille characters that bars and spinners use. */
function showsUnicode(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): boolean {
  if (platform !== 'win32') return env.TERM !== 'linux'
  return Boolean(env.WT_SESSION || env.TERM_PROGRAM || env.ConEmuTask)
}

function readColumns(env: NodeJS.ProcessEnv): number | undefined {
  const columns = Number(env.COLUMNS)
  return Number.isInteger(columns) && columns > 0 ? columns : undefined
}
