// Loaded by `node --import` into a measured process: its last words are what it used, its threads included.
import { isMainThread } from 'node:worker_threads'

if (isMainThread) {
  process.on('exit', () => {
    const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage()
    const cpuSeconds = (userCPUTime + systemCPUTime) / 1e6
    const { user, system } = process.threadCpuUsage()
    const mainCpuSeconds = (user + system) / 1e6
    process.stderr.write(
      `\n${JSON.stringify({ peakMb: maxRSS / 1024, cpuSeconds, mainCpuSeconds })}\n`,
    )
  })
}
