/** Milliseconds of CPU time that this thread spends on `work`: unlike the clock, a busy machine does not lengthen them. */
export function threadMs(work: () => void): number {
  const before = process.threadCpuUsage()
  work()
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1000
}
