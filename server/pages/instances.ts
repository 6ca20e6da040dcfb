import type { FastifyPluginAsync } from 'fastify'
import { type InstanceRow, instances } from '../../views/instances.ts'
import type { CsvTable } from '../csv.ts'
import { readInstanceListRequest } from '../filters.ts'
import { type PageOptions, registerPage } from '../reply-page.ts'

/** The list of instances. Its .json is the page of the list, its .csv the whole list. */
export const instancesPage: FastifyPluginAsync<PageOptions> = async (app, options) => {
  registerPage(app, options, {
    path: '/clusters/:cluster/instances',
    answer: ({ params, query }) => {
      const asked = readInstanceListRequest(query)
      const record = options.stores().instances(params.cluster ?? '', asked)
      return {
        ...{ title: 'Instances', cluster: record.cluster, tab: 'instances', record },
        body: () => instances(record),
        table: () => table(options.stores().allInstances(params.cluster ?? '', asked)),
      }
    },
  })
}

function table(rows: readonly InstanceRow[]): CsvTable {
  return {
    columns: [
      ...['instance_id', 'state', 'state_reason', 'aws_disagrees', 'instance_group'],
      ...['instance_type', 'availability_zone', 'private_ip', 'slot', 'attempts', 'stage', 'step'],
      ...['started_ms', 'ended_ms', 'exit_code', 'decisive_line_ordinal', 'decisive_line'],
      'failure_group_id',
    ],
    rows: rows.map((row) => [
      ...[row.instanceId, row.state, row.stateReason, row.awsDisagrees, row.instanceGroup],
      ...[row.instanceType, row.availabilityZone, row.privateIp, row.slot, row.attempts],
      ...[row.stage, row.step, row.startedMs, row.endedMs, row.exitCode],
      ...[row.decisiveLineOrdinal, row.decisiveLine, row.failureGroupId],
    ]),
  }
}
