import type { GroupCount } from '../../views/top-groups.ts'

// A smaller share than this is not what the failure of a cluster is about.
const leastShare = 0.1

/**
 * The largest groups until they hold three quarters of the failed; at most three, none that is muted.
 *
 * `groups` come most instances first.
 */
export function leadingGroups(
  groups: readonly GroupCount[],
  failed: number,
): readonly GroupCount[] {
  const leading: GroupCount[] = []
  let instances = 0
  for (const group of groups.filter(({ muted }) => muted === 0).slice(0, 3)) {
    if (instances >= failed * 0.75 || group.instances < failed * leastShare) break
    leading.push(group)
    instances += group.instances
  }
  return leading
}
