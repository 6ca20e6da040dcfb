import type { FastifyPluginAsync } from 'fastify'
import { type OverviewRecord, overview } from '../../views/overview.ts'
import type { CsvTable } from '../csv.ts'
import { type PageOptions, registerPage } from '../reply-page.ts'
import { readStripOrder } from './strip.ts'

export const overviewPage: FastifyPluginAsync<PageOptions> = async (app, options) => {
  registerPage(app, options, {
    path: '/clusters/:cluster',
    answer: ({ params, query }) => {
      const record = options.stores().overview(params.cluster ?? '', readStripOrder(query))
      const { cluster } = record
      return {
        ...{ title: cluster.name, cluster, tab: 'overview', record },
        body: () => overview(record),
        table: () => table(record),
      }
    },
  })
}

/** The numbers of the overview, each with the part of the page that it stands in. */
function table({ coverage, funnel, groups }: OverviewRecord): CsvTable {
  return {
    columns: ['part', 'stage', 'step', 'name', 'instances'],
    rows: [
      ...coverage.map(({ state, instances }) => ['coverage', null, null, state, instances]),
      ...funnel.flatMap((row) =>
        (['entered', 'failed', 'hung', 'silent', 'underWay'] as const).map((name) => [
          ...['funnel', row.stage ?? row.kind, row.step, name],
          row[name],
        ]),
      ),
      ...groups.groups.map(({ stage, step, title, instances }) => [
        ...['failure group', stage, step, title],
        instances,
      ]),
      ['ungrouped', null, null, null, groups.ungrouped],
    ],
  }
}
