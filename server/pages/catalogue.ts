import type { FastifyPluginAsync } from 'fastify'
import { type CatalogueRecord, catalogue } from '../../views/catalogue.ts'
import { type KnownCauseRecord, knownCausePage } from '../../views/known-cause-page.ts'
import { readCatalogueFilter } from '../catalogue-filters.ts'
import type { CsvTable } from '../csv.ts'
import { readState } from '../filters.ts'
import { type PageOptions, registerPage } from '../reply-page.ts'

/** Every known cause with how often it hits in a cluster, and one of them with where. */
export const cataloguePage: FastifyPluginAsync<PageOptions> = async (app, options) => {
  registerPage(app, options, {
    path: '/clusters/:cluster/catalogue',
    answer: ({ params, query }) => {
      const filter = readCatalogueFilter(query)
      const record = options.stores().catalogue(params.cluster ?? '', filter)
      return {
        ...{ title: 'Catalogue', cluster: record.cluster, tab: 'catalogue', record },
        body: () => catalogue(record),
        table: () => entryTable(record),
      }
    },
  })
  registerPage(app, options, {
    path: '/clusters/:cluster/catalogue/:cause',
    answer: ({ params, query }) => {
      const asked = { id: params.cause ?? '', state: readState(query.state) }
      const record = options.stores().knownCause(params.cluster ?? '', asked)
      return {
        ...{ title: record.entry.title, cluster: record.cluster, tab: 'catalogue', record },
        body: () => knownCausePage(record),
        table: () => lineTable(record),
      }
    },
  })
}

function entryTable({ entries }: CatalogueRecord): CsvTable {
  return {
    columns: [
      ...['known_cause', 'title', 'origin', 'kind', 'disabled', 'demoted', 'failed_instances'],
      ...['matching_instances', 'healthy_instances', 'healthy', 'explanation', 'fix', 'risk'],
      ...['verify', 'sources'],
    ],
    rows: entries.map((each) => [
      ...[each.id, each.title, each.origin, each.kind, each.disabled, each.demoted],
      ...[each.failedInstances, each.matching, each.healthyInstances, each.healthy],
      ...[each.explanation, each.fix.join('\n'), each.risk, each.verify, each.sources.join('\n')],
    ]),
  }
}

function lineTable({ rows }: KnownCauseRecord): CsvTable {
  return {
    columns: [
      ...['instance_id', 'state', 'instance_group', 'availability_zone', 'attempt'],
      ...['line_ordinal', 'lines'],
    ],
    rows: rows.map((each) => [
      ...[each.instanceId, each.state, each.instanceGroup, each.availabilityZone, each.attempt],
      ...[each.lineOrdinal, each.lines],
    ]),
  }
}
