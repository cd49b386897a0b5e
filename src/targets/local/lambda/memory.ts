import { readFileSync } from 'node:fs'

/**
 * Peak resident memory of a process in bytes, from Linux's /proc (VmHWM). Undefined where there is no /proc, or when
 * the process has just ended.
 */
export function readPeakMemory(pid: number): number | undefined {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024
  } catch {
    // No /proc on this system, or the process is gone: the REPORT line does without the figure.
    return undefined
  }
}
