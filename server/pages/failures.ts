import type { FastifyPluginAsync } from 'fastify'
import { failureGroup } from '../../views/failure-group.ts'
import { failures } from '../../views/failures.ts'
import { type PageOptions, registerPage } from '../reply-page.ts'

/** The failure groups of a cluster, and one of them with its members. */
export const failurePages: FastifyPluginAsync<PageOptions> = async (app, options) => {
  registerPage(app, options, {
    path: '/clusters/:cluster/failures',
    answer: ({ params }) => {
      const record = options.stores().failures(params.cluster ?? '')
      return {
        ...{ title: 'Failures', cluster: record.cluster, tab: 'failures', record },
        body: () => failures(record),
        table: () => ({
          columns: [
            ...['failure_group_id', 'title', 'stage', 'step', 'instances', 'known_cause'],
            ...['first_seen_ms', 'last_seen_ms'],
          ],
          rows: record.groups.map((each) => [
            ...[each.failureGroupId, each.title, each.stage, each.step, each.instances],
            ...[each.knownCause, each.firstSeenMs, each.lastSeenMs],
          ]),
        }),
      }
    },
  })
  registerPage(app, options, {
    path: '/clusters/:cluster/failures/:group',
    answer: ({ params }) => {
      const record = options.stores().failureGroup(params.cluster ?? '', params.group ?? '')
      return {
        ...{ title: record.group.title, cluster: record.cluster, tab: 'failures', record },
        body: () => failureGroup(record),
        table: () => ({
          columns: [
            ...['instance_id', 'state', 'instance_group', 'instance_type', 'availability_zone'],
            ...['attempt', 'exit_code', 'started_ms', 'ended_ms', 'decisive_line_ordinal'],
            'decisive_line',
          ],
          rows: record.members.map((each) => [
            ...[each.instanceId, each.state, each.instanceGroup, each.instanceType],
            ...[each.availabilityZone, each.attempt, each.exitCode, each.startedMs, each.endedMs],
            ...[each.decisiveLineOrdinal, each.decisiveLine],
          ]),
        }),
      }
    },
  })
}
