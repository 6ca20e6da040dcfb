import type { FastifyPluginAsync } from 'fastify'
import { type DurationsRecord, durationSorts, durations } from '../../views/durations.ts'
import { type RunsRecord, runs } from '../../views/runs.ts'
import { readCohortFilter } from '../cohort-filter.ts'
import type { CsvTable } from '../csv.ts'
import { oneOf, readNumber } from '../filters.ts'
import { type PageOptions, type PageRequest, registerPage } from '../reply-page.ts'
import type { DurationsRequest } from '../store/durations-record.ts'
import type { RunsRequest } from '../store/runs-record.ts'

/** Where the fleet's time goes, and the runs behind each of its numbers. The .csv of the runs holds all of them. */
export const durationPages: FastifyPluginAsync<PageOptions> = async (app, options) => {
  registerPage(app, options, {
    path: '/clusters/:cluster/durations',
    answer: ({ params, query }) => {
      const record = options.stores().durations(params.cluster ?? '', durationsRequest(query))
      return {
        ...{ title: 'Durations', cluster: record.cluster, tab: 'durations', record },
        body: () => durations(record),
        table: () => durationsTable(record),
      }
    },
  })
  registerPage(app, options, {
    path: '/clusters/:cluster/durations/runs',
    answer: ({ params, query }) => {
      const asked = runsRequest(query)
      const record = options.stores().runs(params.cluster ?? '', asked)
      return {
        ...{ title: 'Runs', cluster: record.cluster, tab: 'durations', record },
        body: () => runs(record),
        table: () =>
          runsTable(options.stores().runs(params.cluster ?? '', { ...asked, page: undefined })),
      }
    },
  })
}

function durationsRequest(query: PageRequest['query']): DurationsRequest {
  const sort = oneOf('sort', query.sort || 'order', durationSorts)
  const order = oneOf('order', query.order || (sort === 'order' ? 'asc' : 'desc'), ['asc', 'desc'])
  return { filter: readCohortFilter(query), sort, order }
}

const onlyWords = ['succeeded', 'failed', 'unfinished', 'straggler'] as const

function runsRequest(query: PageRequest['query']): RunsRequest {
  return {
    filter: readCohortFilter(query),
    phase: phaseOf(query.of ?? ''),
    only: oneOf('only', query.only || 'succeeded', onlyWords),
    page: readNumber('page', query.page) ?? 1,
  }
}

/** `execution/./mount_fsx.sh`: what comes before the first slash is the stage. */
function phaseOf(text: string): RunsRequest['phase'] {
  if (text === '') return undefined
  const at = text.indexOf('/')
  const stage = oneOf('of', at < 0 ? text : text.slice(0, at), ['start', 'download', 'execution'])
  return { stage, step: at < 0 ? null : text.slice(at + 1) }
}

function durationsTable({ rows }: DurationsRecord): CsvTable {
  return {
    columns: [
      ...[
        'stage',
        'step',
        'runs',
        'failed',
        'unfinished',
        'p5_ms',
        'median_ms',
        'p95_ms',
        'max_ms',
      ],
      ...['total_ms', 'stragglers', 'slowest_instance', 'slowest_attempt'],
    ],
    rows: rows.map((row) => [
      ...[row.stage, row.step, row.runs, row.failed, row.unfinished, row.p5Ms, row.medianMs],
      ...[row.p95Ms, row.maxMs, row.totalMs, row.stragglers],
      ...[row.slowest[0]?.instanceId ?? null, row.slowest[0]?.attempt ?? null],
    ]),
  }
}

function runsTable(record: RunsRecord): CsvTable {
  return {
    columns: [
      ...['instance_id', 'attempt', 'stage', 'step', 'outcome', 'started_ms', 'duration_ms'],
      ...['median_ms', 'instance_group', 'availability_zone'],
    ],
    rows: record.runs.map((run) => [
      ...[run.instanceId, run.attempt, run.stage, run.step, run.outcome, run.startedMs],
      ...[run.durationMs, run.medianMs, run.instanceGroup, run.availabilityZone],
    ]),
  }
}
