import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { type FailureGroupRecord, failureGroup } from '../../views/failure-group.ts'
import { type FailuresRecord, failures } from '../../views/failures.ts'
import { type NearMissRow, nearMissPage } from '../../views/near-misses.ts'
import type { CsvTable } from '../csv.ts'
import { readFailureListRequest } from '../failure-filters.ts'
import { type PageOptions, registerPage } from '../reply-page.ts'

/** The failure groups of a cluster, and one of them with its evidence and its members. */
export const failurePages: FastifyPluginAsync<PageOptions> = async (app, options) => {
  registerPage(app, options, {
    path: '/clusters/:cluster/failures',
    answer: ({ params, query }) => {
      const asked = readFailureListRequest(query)
      const record = options.stores().failures(params.cluster ?? '', asked)
      return {
        ...{ title: 'Failures', cluster: record.cluster, tab: 'failures', record },
        body: () => failures(record),
        table: () => groupsTable(record),
      }
    },
  })
  registerPage(app, options, {
    path: '/clusters/:cluster/failures/:group/near-misses',
    answer: ({ params }) => {
      const asked = { failureGroupId: params.group ?? '' }
      const whole = options.stores().failureGroup(params.cluster ?? '', asked)
      const { cluster, group, nearMisses: misses } = whole
      return {
        ...{ title: 'Near-misses', cluster, tab: 'failures' },
        record: { cluster, group, nearMisses: misses },
        body: () => nearMissPage(cluster.key, group, misses),
        table: () => nearMissTable(misses),
      }
    },
  })
  app.register(async (pages) => {
    pages.addHook('preHandler', async (request, reply) => redirectAlias(options, request, reply))
    registerPage(pages, options, {
      path: '/clusters/:cluster/failures/:group',
      answer: ({ params, query }) => {
        const record = options.stores().failureGroup(params.cluster ?? '', {
          failureGroupId: params.group ?? '',
          ...(query.member && { representative: query.member }),
        })
        return {
          ...{ title: record.group.name ?? record.group.title, cluster: record.cluster, record },
          tab: 'failures',
          body: () => failureGroup(record),
          table: () => membersTable(record),
        }
      },
    })
  })
}

/** Ids that an earlier algorithm gave stay valid: post-mortems link to them. */
async function redirectAlias(
  options: PageOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply | undefined> {
  const { cluster = '', group = '' } = request.params as Readonly<Record<string, string>>
  const target = options.stores().groupOfAlias(group)
  if (target === undefined || target === group) return undefined
  const [path = '', search] = request.url.split('?', 2)
  const suffix = /\.(?:json|csv)$/.exec(path)?.[0] ?? ''
  const page = `/clusters/${encodeURIComponent(cluster)}/failures/${encodeURIComponent(target)}`
  return reply.redirect(`${page}${suffix}${search === undefined ? '' : `?${search}`}`, 302)
}

function groupsTable({ groups }: FailuresRecord): CsvTable {
  return {
    columns: [
      ...['failure_group_id', 'title', 'name', 'stage', 'step', 'instances', 'known_cause'],
      ...['known_cause_title', 'verdict', 'facet_sentence', 'cascade_sentence', 'healthy_hits'],
      ...['healthy', 'lift', 'muted', 'first_seen_ms', 'last_seen_ms'],
      'novelty',
    ],
    rows: groups.map((each) => [
      ...[each.failureGroupId, each.title, each.name, each.stage, each.step, each.instances],
      ...[each.knownCause, each.knownCauseTitle, each.verdict, each.facetSentence],
      ...[each.cascadeSentence, each.healthyHits, each.healthy, each.lift, each.muted],
      ...[each.firstSeenMs, each.lastSeenMs, each.novelty],
    ]),
  }
}

function nearMissTable(misses: readonly NearMissRow[]): CsvTable {
  return {
    columns: [
      ...['instance_id', 'instance_group', 'availability_zone', 'attempt', 'shows'],
      'line_ordinal',
    ],
    rows: misses.map((each) => [
      ...[each.instanceId, each.instanceGroup, each.availabilityZone, each.attempt, each.shows],
      each.lineOrdinal,
    ]),
  }
}

function membersTable({ members }: FailureGroupRecord): CsvTable {
  return {
    columns: [
      ...['instance_id', 'state', 'instance_group', 'instance_type', 'availability_zone'],
      ...['attempt', 'exit_code', 'started_ms', 'ended_ms', 'decisive_line_ordinal'],
      'decisive_line',
    ],
    rows: members.map((each) => [
      ...[each.instanceId, each.state, each.instanceGroup, each.instanceType],
      ...[each.availabilityZone, each.attempt, each.exitCode, each.startedMs, each.endedMs],
      ...[each.decisiveLineOrdinal, each.decisiveLine],
    ]),
  }
}
