import { Readable } from 'node:stream'
import type { FastifyPluginAsync } from 'fastify'
import { type InstanceRecord, instance } from '../../views/instance.ts'
import { lineFacts } from '../../views/line-facts.ts'
import { type LogLineRecord, log, logHeading, type ShownLine } from '../../views/log.ts'
import { logTwin, type TwinRecord } from '../../views/log-twin.ts'
import type { CsvTable } from '../csv.ts'
import { readLogRequest } from '../log-request.ts'
import { type PageOptions, type PageRequest, pageRequest, registerPage } from '../reply-page.ts'

/** One instance and the log of one of its attempts: with the page, alone, beside a healthy one, line by line, raw. */
export const instancePages: FastifyPluginAsync<PageOptions> = async (app, options) => {
  const recordOf = (request: PageRequest): InstanceRecord =>
    options.stores().instance(request.params.cluster ?? '', readLogRequest(request))
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
      const record = options.stores().log(request.params.cluster ?? '', readLogRequest(request))
      const { cluster } = recordOf(request)
      return {
        ...{ title: `Log of ${record.instanceId}`, cluster, tab: 'instances', record },
        heading: () => logHeading(record),
        body: () => log(record),
        table: () => linesTable(record.lines),
      }
    },
  })
  registerPage(app, options, {
    path: '/clusters/:cluster/instances/:instance/lines/:line',
    answer: (request) => {
      const record = options
        .stores()
        .lineFacts(request.params.cluster ?? '', readLogRequest(request))
      const title = `Line ${record.line.ordinal} of ${record.instanceId}`
      return {
        ...{ title, cluster: record.cluster, tab: 'instances', record },
        body: () => lineFacts(record),
        table: () => contextTable(record.context),
      }
    },
  })
  registerPage(app, options, {
    path: '/clusters/:cluster/instances/:instance/twin',
    answer: (request) => {
      const { twin } = request.query
      const asked = { ...readLogRequest(request), ...(twin && { twin }) }
      const record = options.stores().twin(request.params.cluster ?? '', asked)
      const title = `${record.here.instanceId} beside ${record.there.instanceId}`
      return {
        ...{ title, cluster: record.cluster, tab: 'instances', record },
        body: () => logTwin(record),
        table: () => twinTable(record),
      }
    },
  })
  app.get('/clusters/:cluster/instances/:instance/raw', (request, reply) => {
    const { params, query } = pageRequest(request)
    const asked = readLogRequest({ params, query })
    const text = options.stores().rawText(params.cluster ?? '', asked)
    // Control characters stay as they are in this one form, so it never opens as a page.
    reply.header('content-disposition', `attachment; filename="${fileName(asked.instanceId)}.log"`)
    return reply.type('text/plain; charset=utf-8').send(Readable.from(text, { objectMode: false }))
  })
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

function contextTable(lines: readonly LogLineRecord[]): CsvTable {
  return {
    columns: ['line_ordinal', 'at_ms', 'marker', 'text'],
    rows: lines.map(({ ordinal, atMs, marker, text }) => [ordinal, atMs, marker, text]),
  }
}

function twinTable({ steps }: TwinRecord): CsvTable {
  return {
    columns: ['step', 'line_ordinal', 'text', 'twin_line_ordinal', 'twin_text'],
    rows: steps.flatMap(({ step, rows }) =>
      rows.map(({ here, there }) => [
        ...[step, here?.ordinal ?? null, here?.text ?? null],
        ...[there?.ordinal ?? null, there?.text ?? null],
      ]),
    ),
  }
}

function linesTable(lines: readonly ShownLine[]): CsvTable {
  return {
    columns: ['line_ordinal', 'at_ms', 'marker', 'healthy_instances', 'failed_instances', 'text'],
    rows: lines.map((line) => [
      ...[line.ordinal, line.atMs, line.marker, line.healthy, line.failed, line.text],
    ]),
  }
}
