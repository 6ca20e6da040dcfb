import type { FacetInstance } from '../../../ingest/lifecycle/facet.ts'

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export function shuffled<T>(items: readonly T[], seed: number): T[] {
  const random = seededRandom(seed)
  return items
    .map((item) => ({ item, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item)
}

export function instanceId(at: number): string {
  return `i-${at.toString(16).padStart(17, '0')}`
}

const zones = ['us-west-2a', 'us-west-2b', 'us-west-2c']
const groups = ['controller', 'workers-a', 'workers-b', 'workers-c', 'login']

/** An inventory whose facets cut across each other: three zones, five groups, two images, prefixes of 40. */
export function inventory(count: number): readonly FacetInstance[] {
  return Array.from({ length: count }, (_, at) => {
    const zone = at % 3
    const group = at === 0 ? 0 : 1 + (Math.floor(at / 3) % 4)
    return {
      instanceId: instanceId(at),
      instanceGroup: groups[group],
      instanceType: group === 1 || group === 2 ? 'ml.p5.48xlarge' : 'ml.g6.12xlarge',
      availabilityZone: zones[zone],
      availabilityZoneId: `usw2-az${zone + 1}`,
      privateIp: `10.1.${Math.floor(at / 40)}.${(at % 40) + 4}`,
      imageId: at % 7 < 5 ? 'ami-0aa' : 'ami-0bb',
      lifecycleScriptUri: 's3://sagemaker-ml-prod/lifecycle/',
      capacityType: at % 5 === 0 ? 'Spot' : 'OnDemand',
      launchedMs: Date.UTC(2026, 10, 23, 2, at < count / 2 ? 4 : 34) + at * 50,
    }
  })
}
