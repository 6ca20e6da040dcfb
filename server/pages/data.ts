import type { FastifyPluginAsync } from 'fastify'
import { type DataRecord, data } from '../../views/data.ts'
import type { CsvTable } from '../csv.ts'
import { type PageOptions, registerPage } from '../reply-page.ts'

/** What the data rests on: streams, holes, clocks, file, syncs. Its .csv is a row a figure; the syncs have their own. */
export const dataPage: FastifyPluginAsync<PageOptions> = async (app, options) => {
  registerPage(app, options, {
    path: '/clusters/:cluster/data',
    answer: ({ params }) => {
      const record = options.stores().data(params.cluster ?? '')
      return {
        ...{ title: 'Data', cluster: record.cluster, tab: 'data', record },
        body: () => data(record),
        table: () => figuresTable(record),
      }
    },
  })
}

function figuresTable(record: DataRecord): CsvTable {
  const { signatures, rules, ...versions } = record.versions
  return {
    columns: ['part', 'of', 'figure', 'value'],
    rows: [
      ...figures('streams', '', record.streams),
      ...figures('holes', '', record.holes),
      ...record.logGroups.flatMap(({ name, ...group }) => figures('log group', name, group)),
      ...record.dialects.flatMap(({ logGroup, dialect, ...each }) =>
        figures('dialect', `${logGroup} ${dialect}`, each),
      ),
      ...record.skipped.flatMap(({ logGroup, kind, ...each }) =>
        figures('skipped', `${logGroup} ${kind}`, each),
      ),
      ...record.oddClocks.flatMap(({ instanceId, ...each }) => figures('clock', instanceId, each)),
      ...figures('file', '', record.file),
      ...figures('version', '', versions),
      ...signatures.flatMap(({ algorithm, groups }) =>
        figures('signatures', algorithm, { groups }),
      ),
      ...rules.flatMap(({ fingerprint, streams }) => figures('rules', fingerprint, { streams })),
    ],
  }
}

type Row = readonly (string | number | null)[]

function figures(part: string, of: string, values: object): readonly Row[] {
  return Object.entries(values).map(([figure, value]) => [part, of, figure, value])
}
