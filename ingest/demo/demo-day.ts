/** A moment's day as scripts write it: `2026-11-23`, `Mon`, `Nov 23`. UTC. */
export function demoDay(atMs: number): {
  readonly date: string
  readonly weekday: string
  readonly monthDay: string
} {
  const [weekday = '', day = '', month = ''] = new Date(atMs).toUTCString().split(/,? /)
  const date = new Date(atMs).toISOString().slice(0, 10)
  return { date, weekday, monthDay: `${month} ${day}` }
}
