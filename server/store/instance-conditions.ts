import { stages } from '../../ingest/lifecycle/stage.ts'
import { OperatorError } from '../../ingest/operator-error.ts'
import { selectedStates } from '../../views/state-selection.ts'
import { filterNames, type InstanceFilter } from '../../views/urls.ts'
import { stageColumn, stepColumn } from './instance-columns.ts'

export type FilterParameters = Readonly<Record<string, string | number | null>>

// `-` asks for rows where the value is not known.
function matches(column: string, name: string): string {
  return `(${column} = @${name} OR (@${name} = '-' AND ${column} IS NULL))`
}

export const joinFailure = /* sql */ `
  LEFT JOIN failure ON failure.cluster_id  = last.cluster_id
                   AND failure.instance_id = last.instance_id
                   AND failure.attempt     = last.attempt`

// The stages in their order, as text: the place of a name in it is the rank of the stage.
const stageOrder = `'${stages.join(' ')}'`

function instancesOf(source: string, condition: string): string {
  return `SELECT instance_id FROM ${source} WHERE cluster_id = @clusterId AND ${condition}`
}

const instancesOfLog = instancesOf(
  'log_stream',
  `lines > 0 AND (@dialect IS NULL OR ${matches('dialect', 'dialect')})
                AND (@logGroup IS NULL
                     OR log_group_id = (SELECT log_group_id
                                          FROM log_group
                                         WHERE cluster_id = @clusterId
                                           AND name       = @logGroup))`,
)

const reached = /* sql */ `
  (EXISTS (SELECT 1
             FROM step_run
            WHERE step_run.cluster_id  = last.cluster_id
              AND step_run.instance_id = last.instance_id
              AND step_run.attempt     = last.attempt
              AND step_run.step        = @reached)
   OR last.failed_step = @reached)`

const flagged = /* sql */ `
  (@flag = 'aws-disagrees' AND instance.aws_disagrees = 1
   OR @flag = 'not-listed'    AND instance.listed = 0
   OR @flag = 'listed'        AND instance.listed = 1
   OR @flag = 'no-lines'         AND instance.instance_id IN (${instancesOf('log_stream', 'lines = 0')})
   OR @flag = 'stream-gone'      AND instance.instance_id IN (${instancesOf('log_stream', 'gone = 1')})
   OR @flag = 'unmatched-marker' AND instance.instance_id IN (${instancesOf('marker', "kind = 'unrecognised'")})
   OR @flag = 'odd-clock'        AND instance.instance_id IN (${instancesOf('odd_clock', '1')}))`

const texts = /* sql */ `
  instr(lower(instance.instance_id || ' ' || coalesce(instance.private_ip, '') || ' '
              || coalesce(instance.slot, '')), @text) > 0`

// What each part of a filter asks of `instance`, its attempt `last` and that attempt's `failure`.
const conditions: Readonly<Record<keyof InstanceFilter, string>> = {
  state: 'instance.state IN (SELECT value FROM json_each(@states))',
  stage: matches(stageColumn, 'stage'),
  step: matches(stepColumn, 'step'),
  group: matches('instance.instance_group', 'group'),
  type: matches('instance.instance_type', 'type'),
  zone: matches('instance.availability_zone', 'zone'),
  'zone-id': matches('instance.availability_zone_id', 'zoneId'),
  image: matches('instance.image_id', 'image'),
  script: matches('instance.lifecycle_script_uri', 'script'),
  capacity: matches('instance.capacity_type', 'capacity'),
  'ip-prefix': 'substr(instance.private_ip, 1, length(@addresses)) = @addresses',
  cause: matches('failure.known_cause', 'cause'),
  failure: matches('failure.failure_group_id', 'failure'),
  reached,
  'reached-stage': `instr(${stageOrder}, ${stageColumn}) >= instr(${stageOrder}, @reachedStage)`,
  flag: flagged,
  'log-group': `instance.instance_id IN (${instancesOfLog})`,
  dialect: `instance.instance_id IN (${instancesOfLog})`,
  from: 'last.started_ms >= @fromMs',
  to: 'last.started_ms < @toMs',
  'ended-from': 'last.ended_ms >= @endedFromMs',
  'ended-to': 'last.ended_ms < @endedToMs',
  text: texts,
}

/** Only what is asked: two dozen conditions that let everything pass take five times as long as the walk itself. */
export function filterConditions(filter: InstanceFilter): string {
  return filterNames
    .filter((name) => filter[name] !== undefined)
    .map((name) => `AND ${conditions[name]}`)
    .join('\n     ')
}

/** What `filterConditions` binds. Throws OperatorError `invalid-request` for what is no time. */
export function filterParameters(filter: InstanceFilter): FilterParameters {
  const states = filter.state === undefined ? undefined : selectedStates(filter.state)
  const given = (name: keyof InstanceFilter): string | null => filter[name] ?? null
  return {
    states: states === undefined ? null : JSON.stringify(states),
    ...{ stage: given('stage'), step: given('step'), reached: given('reached') },
    ...{ reachedStage: given('reached-stage'), group: given('group'), type: given('type') },
    ...{ zone: given('zone'), zoneId: given('zone-id'), image: given('image') },
    ...{
      script: given('script'),
      capacity: given('capacity'),
      cause: given('cause'),
      failure: given('failure'),
    },
    addresses: filter['ip-prefix']?.replace(/0\/24$/, '') ?? null,
    ...{ flag: given('flag'), dialect: given('dialect'), logGroup: given('log-group') },
    ...{ fromMs: timeOf(filter, 'from'), toMs: timeOf(filter, 'to') },
    ...{ endedFromMs: timeOf(filter, 'ended-from'), endedToMs: timeOf(filter, 'ended-to') },
    text: filter.text === undefined ? null : searchText(filter.text),
  }
}

/** Epoch ms; null: not asked for. A time without a zone is UTC. */
function timeOf(
  filter: InstanceFilter,
  name: 'from' | 'to' | 'ended-from' | 'ended-to',
): number | null {
  const text = filter[name]
  if (text === undefined) return null
  const hasZone = /Z$|[+-]\d\d:?\d\d$/.test(text)
  const timeMs = /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(hasZone ? text : `${text}Z`) : NaN
  if (!Number.isNaN(timeMs)) return timeMs
  throw new OperatorError(
    'invalid-request',
    `${name}=${text} is no time.`,
    'Write it as 2026-11-23T02:05Z.',
  )
}

/** `hyperpod-i-0a1b` and `ip-10-1-3-77` are host names of an instance: its id and its address. */
function searchText(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/^hyperpod-(?=i-)/, '')
    .replace(/^ip((?:-\d+){1,4})-?(?:\..*)?$/, (_, parts: string) =>
      parts.slice(1).replaceAll('-', '.'),
    )
}
