import type { WrittenLine } from './attempt-log.ts'
import type { DemoInstance } from './demo-instance.ts'
import type { SeededRandom } from './seeded-random.ts'

const modules = [
  'migrator',
  'seed_random',
  'bootcmd',
  'write_files',
  'growpart',
  'resizefs',
  'set_hostname',
  'update_hostname',
  'ca_certs',
  'users_groups',
  'ssh',
  'locale',
  'runcmd',
  'final_message',
] as const

/** Lines in which nothing says where a lifecycle run stands: an image that logs its boot in the wrong place. */
export function unmarkedLog(instance: DemoInstance, random: SeededRandom): WrittenLine[] {
  const texts = [
    "cloud-init[1843]: Cloud-init v. 24.4.1-0ubuntu0~22.04.2 running 'modules:final'. Up 41.17 seconds.",
    ...modules.map(
      (module) =>
        `cloud-init[1843]: ${instance.hostname} config-${module} ran in ${(random.integer(1, 900) / 1000).toFixed(3)} seconds`,
    ),
    `cloud-init[1843]: ci-info: | ens32 | True | ${instance.privateIp} | 255.255.192.0 | global |`,
    'cloud-init[1843]: 2026-11-23 02:06:12,114 - util.py[WARNING]: Failed loading yaml blob. Invalid format',
    'cloud-init[1843]: Cloud-init v. 24.4.1-0ubuntu0~22.04.2 finished. Datasource DataSourceEc2Local. Up 58.90 seconds',
  ]
  return texts.map((text, place) => ({ writtenMs: instance.firstRunMs + place * 700, text }))
}
