import type { Tags } from './tags.ts'

export interface FakeLogGroup {
  name: string
  arn: string
  /** Absent: kept for ever. */
  retentionDays?: number
  storedBytes: number
  createdAt: number
  events: FakeLogEvent[]
  tags: Tags
}

export interface FakeLogEvent {
  stream: string
  /** Milliseconds since 1970. */
  timestamp: number
  message: string
}

/** Figures of one metric, set by a test. */
export interface FakeSeries {
  namespace: string
  metric: string
  /** All of them have to be asked for, as in CloudWatch. */
  dimensions: Record<string, string>
  points: { timestamp: number; value: number }[]
}

export interface FakeAlarm {
  name: string
  arn: string
  description: string
  metric: string
  namespace: string
  dimensions: Record<string, string>
  threshold: number
  comparison: string
  state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA'
  stateReason: string
  changedAt: number
}
