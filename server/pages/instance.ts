import { Readable } from 'node:stream'
import type { FastifyPluginAsync } from 'fastify'
import { type InstanceRecord, instance } from '../../views/instance.ts'
import { type LogLineRecord, log, logHeading } from '../../views/log.ts'
import type { CsvTable } from '../csv.ts'
import { readNumber } from '../filters.ts'
import { type PageOptions, type PageRequest, pageRequest, registerPage } from '../reply-page.ts'
import type { LogRequest } from '../store/log-record.ts'

/** One instance, the log of one of its attempts, and that log as raw text. */
export const instancePages: FastifyPluginAsync<PageOptions> = async (app, options) => {
  const recordOf = (request: PageRequest): InstanceRecord =>
    options.stores().instance(request.params.cluster ?? '', logRequest(request))
  registerPage(app, options, {
    path: '/clusters/:cluster/instances/:instance',
    answer: (request) => {
      const record = recordOf(request)
      return {
        ...{ title: record.instance.instanceId, cluster: record.cluster, tab: 'instances', record },
        body: () => instance(record),
        table: () => attemptsTable(record),
      }
    },
  })
  registerPage(app, options, {
    path: '/clusters/:cluster/instances/:instance/log',
    answer: (request) => {
      const record = options.stores().log(request.params.cluster ?? '', logRequest(request))
      const { cluster } = recordOf(request)
      return {
        ...{ title: `Log of ${record.instanceId}`, cluster, tab: 'instances', record },
        heading: () => logHeading(record),
        body: () => log(record),
        table: () => linesTable(record.lines),
      }
    },
  })
  app.get('/clusters/:cluster/instances/:instance/raw', (request, reply) => {
    const { params, query } = pageRequest(request)
    const asked = logRequest({ params, query })
    const text = options.stores().rawText(params.cluster ?? '', asked)
    // Control characters stay as they are in this one form, so it never opens as a page.
    reply.header('content-disposition', `attachment; filename="${fileName(asked.instanceId)}.log"`)
    return reply.type('text/plain; charset=utf-8').send(Readable.from(text, { objectMode: false }))
  })
}

function logRequest({ params, query }: PageRequest): LogRequest {
  const attempt = readNumber('attempt', query.attempt)
  const from = readNumber('from', query.from)
  const line = readNumber('line', query.line)
  return {
    instanceId: params.instance ?? '',
    ...(attempt !== undefined && { attempt }),
    ...(from !== undefined && { from }),
    ...(line !== undefined && { line }),
  }
}

function fileName(instanceId: string): string {
  return instanceId.replace(/[^\w.-]/g, '_')
}

function attemptsTable({ attempts }: InstanceRecord): CsvTable {
  return {
    columns: [
      ...['attempt', 'outcome', 'started_ms', 'ended_ms', 'stage', 'step', 'failed_stage'],
      ...['failed_step', 'exit_code', 'first_line', 'last_line'],
    ],
    rows: attempts.map((each) => [
      ...[each.attempt, each.outcome, each.startedMs, each.endedMs, each.stage, each.step],
      ...[each.failedStage, each.failedStep, each.exitCode, each.firstLine, each.lastLine],
    ]),
  }
}

function linesTable(lines: readonly LogLineRecord[]): CsvTable {
  return {
    columns: ['line_ordinal', 'at_ms', 'marker', 'text'],
    rows: lines.map(({ ordinal, atMs, marker, text }) => [ordinal, atMs, marker, text]),
  }
}
