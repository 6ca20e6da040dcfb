import type { FastifyPluginAsync } from 'fastify'
import { type SearchRecord, search } from '../../views/search.ts'
import type { CsvTable } from '../csv.ts'
import { type PageOptions, registerPage } from '../reply-page.ts'
import { readSearchQuery } from '../search-request.ts'

interface SearchPageOptions extends PageOptions {
  /** Clock of this machine, epoch ms: when the time of a search is up. */
  readonly now: () => number
}

/** How long the first page may look: it comes with the counts so far, and asks for the rest. */
const firstSeconds = 0.2

/** Lines of all instances that hold a text, or the instances without one. Its .csv holds up to 5,000 instances. */
export const searchPage: FastifyPluginAsync<SearchPageOptions> = async (app, options) => {
  registerPage(app, options, {
    path: '/clusters/:cluster/search',
    isKept: false,
    answer: async ({ params, query, signal, form }) => {
      const isFirst = form === 'html' && !query.seconds
      const asked = { ...readSearchQuery(query), ...(isFirst && { seconds: firstSeconds }) }
      const size =
        form === 'csv'
          ? { instances: 5000, linesOfInstance: 100, linesOfOne: 100_000 }
          : { instances: 25, linesOfInstance: 4, linesOfOne: 200 }
      const run = { clock: options.now, signal, ...size }
      const record = await options.stores().search(params.cluster ?? '', asked, run)
      return {
        ...{ title: asked.q === '' ? 'Search' : `${asked.q.slice(0, 80)} · search`, record },
        ...{ cluster: record.cluster, tab: 'search' as const },
        body: () => search(record),
        table: () => linesTable(record),
      }
    },
  })
}

type Row = readonly (string | number | null)[]

/** A search that is not whole says so in its last row. */
function linesTable({ result, query }: SearchRecord): CsvTable {
  const rows: Row[] = (result?.found ?? []).flatMap(({ instanceId, state, excerpt }): Row[] =>
    query.not
      ? [[instanceId, state, null, null, null, null]]
      : excerpt
          .filter(({ isHit }) => isHit)
          .map(({ attempt, ordinal, atMs, text }) => [
            ...[instanceId, state, attempt, ordinal, atMs],
            text,
          ]),
  )
  const isCut = result?.isWhole === false || result?.next !== undefined
  const note: Row[] = isCut
    ? [
        [
          '',
          'PARTIAL',
          null,
          null,
          null,
          `${result?.searchedLines} of ${result?.totalLines} lines searched; more follows`,
        ],
      ]
    : []
  return {
    columns: ['instance_id', 'state', 'attempt', 'line_ordinal', 'at_ms', 'text'],
    rows: [...rows, ...note],
  }
}
