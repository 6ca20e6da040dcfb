import type { DemoSeat, InstanceRole } from './demo-instance.ts'
import type { DemoSettings } from './demo-options.ts'
import { seededRandom } from './seeded-random.ts'

/** The instance groups of the demo cluster; `share` is the part of the workers. */
export const demoInstanceGroups = [
  { name: 'controller', instanceType: 'ml.m5.4xlarge', role: 'controller', share: 0 },
  { name: 'login', instanceType: 'ml.m5.2xlarge', role: 'login', share: 0 },
  { name: 'worker-gpu-a', instanceType: 'ml.p5.48xlarge', role: 'compute', share: 395 / 795 },
  { name: 'worker-gpu-b', instanceType: 'ml.p4d.24xlarge', role: 'compute', share: 300 / 795 },
  { name: 'worker-cpu', instanceType: 'ml.c5.18xlarge', role: 'compute', share: 100 / 795 },
] as const satisfies readonly {
  name: string
  instanceType: string
  role: InstanceRole
  share: number
}[]

type InstanceGroup = (typeof demoInstanceGroups)[number]

const zones = [
  { suffix: 'a', id: 'az2', subnet: 'subnet-0a51c3e07d9b4f112', network: 0 },
  { suffix: 'b', id: 'az1', subnet: 'subnet-0b83d2f16ea05c224', network: 64 },
  { suffix: 'c', id: 'az3', subnet: 'subnet-0c97e4a25fb16d336', network: 128 },
] as const

/** Subnets of the cluster, one a zone. */
export const demoSubnets: readonly string[] = zones.map((zone) => zone.subnet)

// us-west-2 → usw2, as in availability zone ids.
function regionCode(region: string): string {
  const [area = '', side = '', number = ''] = region.split('-')
  return `${area}${side.slice(0, 1)}${number}`
}

function groupSizes(instances: number): readonly number[] {
  const login = Math.max(1, Math.round((instances * 4) / 800))
  const workers = instances - 1 - login
  const gpuA = Math.round(workers * demoInstanceGroups[2].share)
  const gpuB = Math.round(workers * demoInstanceGroups[3].share)
  return [1, login, gpuA, gpuB, workers - gpuA - gpuB]
}

function seat(settings: DemoSettings, index: number, group: InstanceGroup): DemoSeat {
  const random = seededRandom(settings.seed, 'seat', index)
  const zone = random.pick(zones)
  // A fixed walk through the subnet keeps addresses unique without remembering them.
  const place = index + 10
  const privateIp = `10.1.${zone.network + Math.floor(place / 240)}.${(place % 240) + 10}`
  return {
    index,
    instanceId: `i-0${random.hex(16)}`,
    instanceGroup: group.name,
    instanceType: group.instanceType,
    role: group.role,
    nodeLogicalId: `${group.name}-${random.hex(8)}`,
    privateIp,
    hostname: `ip-${privateIp.replaceAll('.', '-')}`,
    availabilityZone: settings.region + zone.suffix,
    availabilityZoneId: `${regionCode(settings.region)}-${zone.id}`,
    subnetId: zone.subnet,
    capacityType: group.name === 'worker-cpu' && random.chance(0.4) ? 'Spot' : 'OnDemand',
    launchWave: group.role === 'compute' ? random.integer(1, 5) : 0,
  }
}

/** Every expected instance, instance group by instance group; the controller is the first. */
export function demoInventory(settings: DemoSettings): readonly DemoSeat[] {
  const groups = groupSizes(settings.instances).flatMap((size, place) => {
    const group = demoInstanceGroups[place]
    return group === undefined ? [] : Array<InstanceGroup>(size).fill(group)
  })
  return groups.map((group, index) => seat(settings, index, group))
}
