import { OperatorError } from '../../ingest/operator-error.ts'
import { type CatalogueRecord, type CatalogueRow, hits } from '../../views/catalogue.ts'
import type { CatalogueFilter } from '../../views/catalogue-filters.ts'
import type { KnownCauseRecord } from '../../views/known-cause-page.ts'
import type { ClusterHeader } from '../../views/layout.ts'
import { selectedStates } from '../../views/state-selection.ts'
import { failuresRecord } from './failure-records.ts'
import { scopeOf } from './scope.ts'
import type { Stores } from './stores.ts'

/** The entries that the filter lets pass; the sums are over all. Throws OperatorError `cluster-not-found`. */
export function catalogueRecord(
  stores: Stores,
  nameOrId: string,
  filter: CatalogueFilter,
): CatalogueRecord {
  const { cluster, known, unknown, ungrouped } = failuresRecord(stores, nameOrId)
  const all = entriesOf(stores, cluster)
  return {
    ...{ cluster, filter, known, unknown, ungrouped },
    redHerrings: stores.redHerrings.all(),
    isWritable: stores.notes.isWritable(),
    entries: all.filter((entry) => passes(entry, filter)),
    inAll: {
      entries: all.length,
      hit: all.filter(hits).length,
      demoted: all.filter(({ demoted }) => demoted === 1).length,
    },
  }
}

/** One entry and the instances that it hits. Also throws `not-found`. `state` is one that selectedStates knows. */
export function knownCauseRecord(
  stores: Stores,
  nameOrId: string,
  { id, state }: { readonly id: string; readonly state: string | undefined },
): KnownCauseRecord {
  const cluster = stores.clusters.cluster(nameOrId)
  const entry = entriesOf(stores, cluster).find((each) => each.id === id)
  if (entry === undefined) throw entryNotFound(id)
  const states = state === undefined ? null : JSON.stringify(selectedStates(state))
  const rows = stores.catalogue.lines({ ...scopeOf(cluster), knownCause: id, states })
  return { cluster, entry, state, rows }
}

function entriesOf(stores: Stores, cluster: ClusterHeader): readonly CatalogueRow[] {
  const scope = scopeOf(cluster)
  const groups = Map.groupBy(stores.failures.groups(scope), ({ knownCause }) => knownCause)
  return stores.catalogue.entries(scope).map((entry) => ({
    ...entry,
    groups: (groups.get(entry.id) ?? []).map(({ failureGroupId, title, name, instances }) => ({
      ...{ failureGroupId, title, name, instances },
    })),
  }))
}

function passes(entry: CatalogueRow, { hit, origin, kind, text }: CatalogueFilter): boolean {
  if (hit !== undefined && (hit === 'yes') !== hits(entry)) return false
  if (origin !== undefined && entry.origin !== origin) return false
  if (kind !== undefined && entry.kind !== kind) return false
  return text === undefined || textOf(entry).includes(text.trim().toLowerCase())
}

function textOf({ id, title, explanation, fix, risk, verify, sources }: CatalogueRow): string {
  return [id, title, explanation, ...fix, risk, verify, ...sources].join('\n').toLowerCase()
}

function entryNotFound(id: string): OperatorError {
  return new OperatorError(
    'not-found',
    `The catalogue has no entry ${id}.`,
    'Look for it on the page of the catalogue; entries of your own need --rules at every sync.',
  )
}
