import type { FastifyPluginAsync } from 'fastify'
import { type FacetsRecord, facetSorts, facets, matrixStates } from '../../views/facets.ts'
import type { CsvTable } from '../csv.ts'
import { oneOf } from '../filters.ts'
import { type PageOptions, registerPage } from '../reply-page.ts'

/** How the instances of each value of each facet stand. */
export const facetsPage: FastifyPluginAsync<PageOptions> = async (app, options) => {
  registerPage(app, options, {
    path: '/clusters/:cluster/facets',
    answer: ({ params, query }) => {
      const sort = oneOf('sort', query.sort || 'lift', facetSorts)
      const failure = query.failure || undefined
      const record = options.stores().facets(params.cluster ?? '', { failure, sort })
      return {
        ...{ title: 'Facets', cluster: record.cluster, tab: 'facets', record },
        body: () => facets(record),
        table: () => facetsTable(record),
      }
    },
  })
}

function facetsTable({ matrices }: FacetsRecord): CsvTable {
  return {
    columns: [
      ...['facet', 'value', 'instances', 'succeeded', 'under_way', 'hung', 'failed', 'no_log'],
      ...['counted_failed', 'rate', 'rate_low', 'rate_high', 'lift'],
    ],
    rows: matrices.flatMap(({ facet, rows }) =>
      rows.map((row) => [
        ...[facet, row.value, row.total, ...matrixStates.map((state) => row.states[state])],
        ...[row.failed, row.rate?.share ?? null, row.rate?.low ?? null, row.rate?.high ?? null],
        row.lift,
      ]),
    ),
  }
}
