import { fileURLToPath } from 'node:url'

/** What a process has used, its threads included. */
export interface Usage {
  readonly peakMb: number
  readonly cpuSeconds: number
  readonly mainCpuSeconds: number
}

/** Options of Node with which a process says last, on standard error, what it has used. */
export const reportingUsage: readonly string[] = [
  '--import',
  fileURLToPath(new URL('report-usage.ts', import.meta.url)),
]

/** What such a process has said. */
export function usageIn(stderr: string): Usage {
  return JSON.parse(stderr.trim().split('\n').at(-1) ?? '') as Usage
}
