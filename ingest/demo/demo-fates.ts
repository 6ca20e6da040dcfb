import type { DemoFate, DemoSeat } from './demo-instance.ts'
import type { DemoSettings } from './demo-options.ts'
import { demoPlantings, healthyFate, type Planting } from './demo-plantings.ts'
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

/** The fate of each seat, by index. Only workers are struck, apart from the controller and the login group. */
export function demoFates(seats: readonly DemoSeat[], settings: DemoSettings): readonly DemoFate[] {
  const fates = seats.map((seat) => fixedFate(seat, settings) ?? healthyFate)
  const workers = seats.filter((seat) => seat.role === 'compute')
  const pool = seededRandom(settings.seed, 'fates').shuffled(workers)
  for (const planting of demoPlantings(settings)) {
    const count = scaledCount(planting, settings.instances)
    for (const seat of takeSeats(pool, planting, count)) fates[seat.index] = planting.fate
  }
  return fates
}
