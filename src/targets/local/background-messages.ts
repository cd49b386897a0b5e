import type { EventName, Events } from '../../events.ts'
import type { WireError } from './wire-error.ts'

/** What the background process tells the command that started it, until it is ready or has failed. */
export type BackgroundMessage =
  | { [Name in EventName]: { type: 'event'; name: Name; data: Events[Name] } }[EventName]
  | { type: 'ready'; url: string }
  | { type: 'failed'; error: WireError }
