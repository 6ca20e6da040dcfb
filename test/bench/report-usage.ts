// Loaded by `node --import` into a measured process: its last words are what it used, its threads included.
import { readFileSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'

if (isMainThread) {
  process.on('exit', () => {
    const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage()
    const cpuSeconds = (userCPUTime + systemCPUTime) / 1e6
    const { user, system } = process.threadCpuUsage()
    const mainCpuSeconds = (user + system) / 1e6
    process.stderr.write(
      `\n${JSON.stringify({ peakMb: peakKb(maxRSS) / 1024, cpuSeconds, mainCpuSeconds })}\n`,
    )
  })
}

/** `maxRSS` begins with what the process held that started this one; Linux tells its own peak apart. */
function peakKb(maxRss: number): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1])
  } catch {
    return maxRss
  }
}
