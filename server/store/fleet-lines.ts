import type { Database, Statement } from 'better-sqlite3'
import { type CoverageState, failedStates } from '../../ingest/lifecycle/coverage.ts'
import { numberListOf } from '../../ingest/store/number-list.ts'
import type { Printers } from '../../views/line-facts.ts'
import { KeptRecords } from './kept-records.ts'
import type { TemplateStore, TemplateTally } from './template-store.ts'

/** On how many instances of each kind a line like it stands. */
export interface Spread {
  readonly healthy: number
  readonly failed: number
}

/** What the lines of a whole cluster say together, over the last attempt of each instance. */
export interface FleetLines {
  /** Healthy and failed instances whose lines are known. */
  readonly instances: Spread
  /** At each template_id the instances of that kind. */
  readonly counts: Readonly<Record<keyof Spread, Uint32Array>>
}

const healthyStates: ReadonlySet<CoverageState> = new Set(['succeeded', 'succeeded-after-retry'])

interface LastAttempt {
  readonly instanceId: string
  readonly state: CoverageState
  readonly attempt: number
}

const selectLastAttempts = /* sql */ `
  SELECT instance_id AS instanceId,
         state       AS state,
         attempts    AS attempt
    FROM instance
   WHERE cluster_id = @clusterId
     AND attempts   > 0
   LIMIT 100000
`

/** Counts on how many instances each template stands; counted again when another connection has written. */
export class FleetLinesStore {
  readonly #templates: TemplateStore
  readonly #lastAttempts: Statement<[{ readonly clusterId: string }], LastAttempt>
  readonly #kept: KeptRecords

  constructor(database: Database, templates: TemplateStore) {
    this.#templates = templates
    this.#lastAttempts = database.prepare(selectLastAttempts)
    this.#kept = new KeptRecords(database)
  }

  of(clusterId: string): FleetLines {
    return this.#kept.get(clusterId, () => {
      const { healthy, failed } = this.#tallies(clusterId)
      return {
        instances: { healthy: healthy.instances, failed: failed.instances },
        counts: { healthy: healthy.counts, failed: failed.counts },
      }
    })
  }

  /** Who prints lines of a template; undefined: nobody does. */
  printers(clusterId: string, templateId: number | undefined): Record<keyof Spread, Printers> {
    const { healthy, failed } = this.#tallies(clusterId)
    return { healthy: printersOf(healthy, templateId), failed: printersOf(failed, templateId) }
  }

  #tallies(clusterId: string): Record<keyof Spread, TemplateTally> {
    const last = { healthy: new Map<string, number>(), failed: new Map<string, number>() }
    for (const { instanceId, state, attempt } of this.#lastAttempts.all({ clusterId })) {
      const kind = kindOf(state)
      if (kind !== undefined) last[kind].set(instanceId, attempt)
    }
    const [healthy, failed] = this.#templates.tallies(clusterId, [last.healthy, last.failed])
    return { healthy, failed } as Record<keyof Spread, TemplateTally>
  }
}

function printersOf({ instances, rows }: TemplateTally, templateId: number | undefined): Printers {
  const ids = rows
    .filter(([, , templates]) => numberListOf(templates).includes(templateId ?? -1))
    .map(([instanceId]) => instanceId)
  return { instances: ids.length, of: instances, named: ids.slice(0, mostNamed) }
}

/** Instances named beside their count. */
const mostNamed = 24

function kindOf(state: CoverageState): keyof Spread | undefined {
  if (healthyStates.has(state)) return 'healthy'
  return failedStates.has(state) ? 'failed' : undefined
}
