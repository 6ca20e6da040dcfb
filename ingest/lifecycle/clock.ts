/** `02:04:31Z`: the time of day of an epoch time in ms, UTC. */
export function clock(ms: number): string {
  return `${new Date(ms).toISOString().slice(11, 19)}Z`
}
