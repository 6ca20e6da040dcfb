/** What the choice of a baseline needs of an instance; undefined: not known. */
export interface BaselineInstance {
  readonly instanceId: string
  readonly instanceGroup: string | undefined
  readonly lifecycleScriptUri: string | undefined
}

/** The healthy instances that a failure group is compared with, and how alike they are. */
export interface ContrastBaseline {
  readonly healthy: ReadonlySet<string>
  readonly note: string
}

/** With fewer of the most alike, the next wider circle is taken. */
export const minimumBaseline = 10

interface Circle {
  readonly key: (instance: BaselineInstance) => string
  readonly note: string
}

// From the most alike outwards: another group runs other steps, another script prints other lines.
const circles: readonly Circle[] = [
  {
    key: ({ instanceGroup, lifecycleScriptUri }) => `${instanceGroup}\t${lifecycleScriptUri}`,
    note: 'of the same instance group and lifecycle scripts',
  },
  { key: ({ instanceGroup }) => `${instanceGroup}`, note: 'of the same instance group' },
  {
    key: ({ lifecycleScriptUri }) => `${lifecycleScriptUri}`,
    note: 'of the same lifecycle scripts',
  },
]

/**
 * Chooses among the healthy instances that reached the stage of the failure: the narrowest circle that holds at least
 * `minimumBaseline`, else all of them. The note says which, and why not a narrower one.
 */
export function contrastBaseline(
  failed: readonly BaselineInstance[],
  healthy: readonly BaselineInstance[],
): ContrastBaseline {
  const tooFew: string[] = []
  for (const { key, note } of circles) {
    const wanted = new Set(failed.map(key))
    const alike = healthy.filter((instance) => wanted.has(key(instance)))
    if (alike.length >= minimumBaseline) return baseline(alike, note, tooFew)
    tooFew.push(`${alike.length} ${note}`)
  }
  return baseline(healthy, 'that reached the same stage', tooFew)
}

function baseline(
  instances: readonly BaselineInstance[],
  note: string,
  tooFew: readonly string[],
): ContrastBaseline {
  const reason = tooFew.length === 0 ? '' : `; only ${tooFew.join(', ')}`
  return {
    healthy: new Set(instances.map(({ instanceId }) => instanceId)),
    note: `compared with ${instances.length} healthy instances ${note}${reason}`,
  }
}
