// A facet is something an instance has in common with others: its zone, its image, the wave it was launched in. What
// the failed share and the healthy do not is half of an explanation; facet-explanation.ts does the counting.

/** In the order in which facets that select the same instances are named. */
export const facetNames = [
  'instance-group',
  'instance-type',
  'availability-zone',
  'availability-zone-id',
  'ip-prefix',
  'image',
  'lifecycle-script',
  'capacity-type',
  'launch-wave',
] as const

export type FacetName = (typeof facetNames)[number]

/** What the inventory knows of an instance; undefined: not known. */
export interface FacetInstance {
  readonly instanceId: string
  readonly instanceGroup: string | undefined
  readonly instanceType: string | undefined
  readonly availabilityZone: string | undefined
  readonly availabilityZoneId: string | undefined
  readonly privateIp: string | undefined
  readonly imageId: string | undefined
  readonly lifecycleScriptUri: string | undefined
  readonly capacityType: string | undefined
  readonly launchedMs: number | undefined
}

/** One value of a facet: `availability-zone` is `us-west-2c`. */
export interface FacetValue {
  readonly facet: FacetName
  readonly value: string
}

// How a value stands in a sentence after "all 8": bare where the value says itself what it is.
const phrases = {
  'instance-group': (value) => `in instance group ${value}`,
  'instance-type': (value) => `on ${value}`,
  'availability-zone': (value) => `in ${value}`,
  'availability-zone-id': (value) => `in ${value}`,
  'ip-prefix': (value) => `in ${value}`,
  image: (value) => `from image ${value}`,
  'lifecycle-script': (value) => `with scripts ${value}`,
  'capacity-type': (value) => `on ${value} capacity`,
  'launch-wave': (value) => `launched in the wave of ${value}`,
} as const satisfies Record<FacetName, (value: string) => string>

/** `in us-west-2c`; two values: `in us-west-2c on ml.p5.48xlarge`. */
export function facetPhrase(values: readonly FacetValue[]): string {
  return values.map(({ facet, value }) => phrases[facet](value)).join(' ')
}

/**
 * The first three bytes of a private IPv4 address as a prefix, `10.1.2.0/24`: the nearest to a subnet that the inventory
 * gives, since SageMaker names no subnet per instance. undefined: not an IPv4 address.
 */
export function ipPrefix(privateIp: string): string | undefined {
  const parts = privateIp.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part))) return undefined
  return `${parts.slice(0, 3).join('.')}.0/24`
}

/** Launches further apart belong to different waves. */
export const launchWaveGapMs = 10 * 60_000

/**
 * Names the wave of each launch time: the minute of its first launch, `2026-11-23T02:04Z`. The keys are the times given,
 * in any order, epoch ms.
 */
export function launchWaves(launchedMs: readonly number[]): ReadonlyMap<number, string> {
  const waves = new Map<number, string>()
  let name = ''
  let previous = Number.NEGATIVE_INFINITY
  for (const time of launchedMs.toSorted((a, b) => a - b)) {
    if (time - previous > launchWaveGapMs) name = `${new Date(time).toISOString().slice(0, 16)}Z`
    waves.set(time, name)
    previous = time
  }
  return waves
}

/** The value of each facet of one instance, in the order of `facetNames`. */
export function facetValues(
  instance: FacetInstance,
  waves: ReadonlyMap<number, string>,
): readonly (string | undefined)[] {
  const { privateIp, launchedMs } = instance
  const values = {
    'instance-group': instance.instanceGroup,
    'instance-type': instance.instanceType,
    'availability-zone': instance.availabilityZone,
    'availability-zone-id': instance.availabilityZoneId,
    'ip-prefix': privateIp === undefined ? undefined : ipPrefix(privateIp),
    image: instance.imageId,
    'lifecycle-script': instance.lifecycleScriptUri,
    'capacity-type': instance.capacityType,
    'launch-wave': launchedMs === undefined ? undefined : waves.get(launchedMs),
  } satisfies Record<FacetName, string | undefined>
  return facetNames.map((facet) => values[facet])
}
