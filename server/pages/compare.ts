import type { FastifyPluginAsync } from 'fastify'
import { compare } from '../../views/compare.ts'
import { type CompareRecord, comparedParts } from '../../views/compare-record.ts'
import { urls } from '../../views/urls.ts'
import type { CsvTable } from '../csv.ts'
import { oneOf, readNumber } from '../filters.ts'
import { type PageOptions, type PageRequest, pageRequest, registerPage } from '../reply-page.ts'
import type { CompareRequest } from '../store/compare-record.ts'

/** Two cohorts of a cluster, and the way from a masked line to one that is written out. */
export const comparePages: FastifyPluginAsync<PageOptions> = async (app, options) => {
  registerPage(app, options, {
    path: '/clusters/:cluster/compare',
    answer: ({ params, query }) => {
      const record = options.stores().compare(params.cluster ?? '', compareRequest(query))
      return {
        ...{ title: 'Compare', cluster: record.cluster, tab: 'compare', record },
        body: () => compare(record),
        table: () => compareTable(record),
      }
    },
  })
  app.get('/clusters/:cluster/instances/:instance/template/:key', (request, reply) => {
    const { params, query } = pageRequest(request)
    const { cluster = '', instance: instanceId = '', key = '' } = params
    const attempt = readNumber('attempt', query.attempt)
    const line = options.stores().templateLine(cluster, { instanceId, key, attempt })
    return reply.redirect(urls.line(cluster, instanceId, line), 302)
  })
}

/** A narrowing term is a part of the expression like any other: `a-and` only lets a form write it. */
function compareRequest(query: PageRequest['query']): CompareRequest {
  const side = (name: 'a' | 'b'): string =>
    [query[name], query[`${name}-and`]].filter((part) => part).join(',')
  const show = query.show ? oneOf('show', query.show, comparedParts) : undefined
  return { a: side('a'), b: side('b'), show }
}

function compareTable(record: CompareRecord): CsvTable {
  const { causes, states, lines, durations, configuration } = record
  return {
    columns: [
      ...['part', 'name', 'value', 'change', 'a', 'b', 'a_instances', 'b_instances', 'q_value'],
      ...['a_median_ms', 'b_median_ms'],
    ],
    rows: [
      ...causes.changed.map((row) => [
        ...['cause', row.failureGroupId, row.title],
        ...sharesOf(record, row),
      ]),
      ...states.changed.map((row) => ['state', 'state', row.state, ...sharesOf(record, row)]),
      ...lines.changed.map((row) => ['line', row.key, row.template, ...sharesOf(record, row)]),
      ...durations.changed.map(({ stage, step, change, runs, medianMs, qValue }) => [
        ...['duration', stage, step, change, runs.a, runs.b, record.a.instances],
        ...[record.b.instances, qValue, medianMs.a, medianMs.b],
      ]),
      ...configuration.changed.map((row) => [
        ...['configuration', row.name, row.value],
        ...sharesOf(record, row),
      ]),
    ],
  }
}

function sharesOf(
  { a, b }: CompareRecord,
  row: { change: string; a: number; b: number; qValue: number | null },
): (string | number | null)[] {
  return [row.change, row.a, row.b, a.instances, b.instances, row.qValue, null, null]
}
