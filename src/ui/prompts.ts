import { Interrupted } from '../errors.ts'
import type { Question } from '../settings/question.ts'
import type { Interviewer } from '../settings/resolve.ts'
import { askQuestion, type Line, type PromptConfig } from './ask-question.ts'
import { listFurtherChoices, margin } from './further-choices.ts'
import { type Style, styleFor } from './style.ts'
import { wrapWords } from './wrap.ts'

/**
 * Asks a person at a terminal. Every prompt throws Interrupted on Ctrl-C, Ctrl-D and when the terminal goes away.
 * `ask` shows a question's default and why it matters, and asks again until the answer is valid.
 */
export interface Prompts extends Interviewer {
  /** Yes or no. */
  confirm(message: string, defaultValue: boolean): Promise<boolean>
  /**
   * True when exactly this name is typed; an empty line or anything else is a no. The text is printed as it is: it may
   * have lines (the last one is the question) and colours, and must have been made safe.
   */
  confirmByTyping(text: string, name: string): Promise<boolean>
}

export interface PromptStreams {
  stdin?: NodeJS.ReadStream
  /** Prompts are written here, so that stdout stays data. */
  stderr?: NodeJS.WriteStream
  env?: NodeJS.ProcessEnv
  /** Aborted when the command is to end: a prompt that is open then throws Interrupted. */
  signal?: AbortSignal
}

type PromptFunction = (config: object, context: object) => Promise<unknown>

/** Makes the prompts for a terminal. inquirer is loaded with the first one. */
export function createPrompts(streams: PromptStreams = {}): Prompts {
  const { stdin = process.stdin, stderr = process.stderr, env = process.env, signal } = streams
  const style = styleFor(stderr, env)
  const run = (kind: string, config: PromptConfig) => {
    const fitted = { ...foldLines(config, style), theme: makeTheme(style) }
    return runPrompt(kind, fitted, { input: stdin, output: stderr, ...(signal && { signal }) })
  }
  return {
    ask: async (question, context) => {
      stderr.write(`\n${style.dim(wrapWords(question.why, style.width))}\n`)
      return askQuestion(question, context, run, (problem) => stderr.write(style.red(`> It ${problem}.\n`)))
    },
    pickFurther: async (settings) => {
      stderr.write('\n')
      const choices = listFurtherChoices(settings, style)
      const pageSize = Math.max((stderr.rows || usualRows) - rowsAroundList, leastPage)
      const config = { message: 'Anything else to change?', choices, pageSize, loop: false }
      return (await run('select', config)) as Question | undefined
    },
    confirm: async (message, defaultValue) => (await run('confirm', { message, default: defaultValue })) === true,
    confirmByTyping: async (text, name) => {
      // A prompt is drawn again with each key: only its last line is, what is said above it stays.
      const lines = text.split('\n')
      const message = lines.pop() ?? ''
      stderr.write(lines.map((line) => `${line}\n`).join(''))
      return (await run('input', { message })) === name
    },
  }
}

const usualRows = 24
/** The question above a list, the reason and the keys below it, and what was said before. */
const rowsAroundList = 8
const leastPage = 5

/** Breaks long lines between words; inquirer would break them anywhere. */
function foldLines(config: PromptConfig, { width }: Style): PromptConfig {
  const fold = (text: string) => wrapWords(text, width - margin)
  const indent = (text: string) => fold(text).replaceAll('\n', '\n  ')
  const foldLine = (line: Line): Line => {
    const { name, description } = line
    return { ...line, name: indent(name), ...(description !== undefined && { description: fold(description) }) }
  }
  const message = indent(config.message)
  return { ...config, message, ...(config.choices && { choices: config.choices.map(foldLine) }) }
}

async function runPrompt(
  kind: string,
  config: object,
  { input, output, signal }: { input: NodeJS.ReadStream; output: NodeJS.WriteStream; signal?: AbortSignal },
): Promise<unknown> {
  const { default: inquirer } = await import('inquirer')
  const prompt = inquirer.prompt.prompts[kind] as unknown as PromptFunction
  const abandoned = watchForEnd(input)
  const ended = signal ? AbortSignal.any([signal, abandoned.signal]) : abandoned.signal
  try {
    return await prompt(config, { input, output, signal: ended })
  } catch (error) {
    if (error instanceof Error && endings.has(error.name)) throw new Interrupted('Interrupted: nothing was changed.')
    throw error
  } finally {
    abandoned.stop()
  }
}

/** inquirer's errors for Ctrl-C, an aborted signal and a cancelled prompt; told apart by name, as it advises. */
const endings = new Set(['ExitPromptError', 'AbortPromptError', 'CancelPromptError'])

/**
 * inquirer never settles when its input ends (Ctrl-D on an empty line, a terminal that goes away). readline pauses
 * the input when it closes, and a prompt that is still open then has been left.
 */
function watchForEnd(input: NodeJS.ReadStream): { signal: AbortSignal; stop: () => void } {
  const controller = new AbortController()
  const abort = () => controller.abort()
  const checkControlD = (_: unknown, key?: { name?: string; ctrl?: boolean }) => {
    if (key?.ctrl && key.name === 'd') setImmediate(() => input.isPaused() && abort())
  }
  input.on('keypress', checkControlD)
  input.once('end', abort)
  input.once('close', abort)
  return {
    signal: controller.signal,
    stop: () => {
      input.off('keypress', checkControlD)
      input.off('end', abort)
      input.off('close', abort)
    },
  }
}

/** inquirer's own theme looks at stdout for colours; prompts are on stderr. */
function makeTheme(style: Style): object {
  const [sign, tick] = style.unicode ? ['?', '✔'] : ['?', '+']
  return {
    prefix: { idle: style.cyan(sign), done: style.green(tick) },
    spinner: { interval: 80, frames: [style.cyan(sign)] },
    icon: { cursor: style.unicode ? '❯' : '>' },
    i18n: { disabledError: 'It is given already, and stays as it is.' },
    style: {
      answer: style.cyan,
      message: (text: string) => style.bold(text),
      error: (text: string) => style.red(`> ${text}`),
      defaultAnswer: (text: string) => style.dim(`(${text})`),
      help: style.dim,
      highlight: style.cyan,
      key: (text: string) => style.cyan(`<${text}>`),
      description: style.dim,
      disabled: style.dim,
      confirmDefault: (text: string) => text.toUpperCase(),
      keysHelpTip: (keys: [string, string][]) => keys.map(([key, action]) => style.dim(`${key} ${action}`)).join('  '),
    },
  }
}
