import type { DemoFate, DemoSeat } from './demo-instance.ts'
import type { DemoSettings } from './demo-options.ts'
import { demoPlantings, earlierPlantings, healthyFate, type Planting } from './demo-plantings.ts'
import { statesWithoutAttempts } from './demo-timeline.ts'
import { overcomeCauses } from './overcome-causes.ts'
import { seededRandom } from './seeded-random.ts'

function scaledCount(planting: Planting, instances: number): number {
  const count = Math.round((planting.count * instances) / 800)
  const least = planting.always === true || instances >= 200 ? 1 : 0
  return Math.max(least, count)
}

/** Takes the first seats that the planting admits out of the pool. */
function takeSeats(pool: DemoSeat[], planting: Planting, count: number): readonly DemoSeat[] {
  const taken: DemoSeat[] = []
  for (let place = 0; place < pool.length && taken.length < count; ) {
    const seat = pool[place]
    if (seat !== undefined && (planting.where?.(seat) ?? true)) {
      taken.push(seat)
      pool.splice(place, 1)
    } else place += 1
  }
  return taken
}

// The controller meets slurmdbd's trouble first: what depends on it fails later with other words. Two login
// instances fail a software update and are put back on the image they had.
function fixedFate(seat: DemoSeat, settings: DemoSettings): DemoFate | undefined {
  if (settings.orchestrator === 'eks' || settings.instances < 100) return undefined
  if (seat.role === 'controller') {
    const cause = overcomeCauses.slurmdbdTimeout
    return { ...healthyFate, state: 'succeeded-after-retry', cause, failedAttempts: 1 }
  }
  const isUpdated = seat.role === 'login' && settings.instances >= 400 && seat.index <= 2
  if (!isUpdated) return undefined
  const cause = overcomeCauses.externallyManaged
  return {
    ...healthyFate,
    state: 'succeeded-but-rolled-back',
    cause,
    failedAttempts: 3 + (seat.index % 2),
  }
}

/** Deals what is planted to seats of the pool, which loses them. */
function deal(
  plantings: readonly Planting[],
  pool: DemoSeat[],
  to: { readonly fates: (DemoFate | undefined)[]; readonly instances: number },
): void {
  for (const planting of plantings) {
    const count = scaledCount(planting, to.instances)
    for (const seat of takeSeats(pool, planting, count)) to.fates[seat.index] = planting.fate
  }
}

/** The fate of each seat, by index. Only workers are struck, apart from the controller and the login group. */
export function demoFates(seats: readonly DemoSeat[], settings: DemoSettings): readonly DemoFate[] {
  const fates = seats.map((seat) => fixedFate(seat, settings) ?? healthyFate)
  const workers = seats.filter((seat) => seat.role === 'compute')
  const pool = seededRandom(settings.seed, 'fates').shuffled(workers)
  deal(demoPlantings(settings), pool, { fates, instances: settings.instances })
  return fates
}

/** The part of the instances that ran in the earlier bring-up, and the least number. */
const earlierShare = 0.17
const fewestEarlier = 3

/** Whoever is there now, and was not just put in the place of another. */
function ranEarlier(seat: DemoSeat, fate: DemoFate | undefined): boolean {
  if (fate === undefined || seat.role !== 'compute') return false
  const isNew = !fate.listed || fate.startsBeforeSnapshotMs !== undefined
  return !isNew && !statesWithoutAttempts.has(fate.state)
}

/** The fate of each seat in the earlier bring-up, by index; undefined: it had no part in it. */
export function earlierFates(
  seats: readonly DemoSeat[],
  fates: readonly DemoFate[],
  settings: DemoSettings,
): readonly (DemoFate | undefined)[] {
  const { bringUps, instances, seed } = settings
  if (bringUps === 1) return []
  const could = seats.filter((seat) => ranEarlier(seat, fates[seat.index]))
  const count = Math.max(fewestEarlier, Math.round(instances * earlierShare))
  const pool = seededRandom(seed, 'earlier').shuffled(could).slice(0, count)
  const earlier: (DemoFate | undefined)[] = []
  for (const seat of pool) earlier[seat.index] = healthyFate
  deal(earlierPlantings(settings), pool, { fates: earlier, instances })
  return earlier
}
