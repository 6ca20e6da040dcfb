// Every link of every page is built here, so that a path exists in one spelling and a value is always encoded.

/** What narrows a list of instances; the names are those of the query. `-` asks for rows where the value is unknown. */
export interface InstanceFilter {
  /** A coverage state, or a selection of them (state-selection.ts). */
  readonly state?: string
  /** Where the last attempt stands or stopped. */
  readonly stage?: string
  readonly step?: string
  /** A step that the last attempt entered, wherever it stopped. */
  readonly reached?: string
  /** A stage that the last attempt entered. */
  readonly 'reached-stage'?: string
  /** Instance group. */
  readonly group?: string
  /** Instance type. */
  readonly type?: string
  /** Availability zone. */
  readonly zone?: string
  /** Availability zone id: the same zone in every account. */
  readonly 'zone-id'?: string
  /** Private addresses that begin alike, `10.1.2.0/24`. */
  readonly 'ip-prefix'?: string
  readonly image?: string
  /** S3 URI of the lifecycle scripts. */
  readonly script?: string
  /** Capacity type. */
  readonly capacity?: string
  /** Id of the known cause of the failure. */
  readonly cause?: string
  /** Failure group. */
  readonly failure?: string
  /** Log group, and the dialect of the log: of a stream with lines. */
  readonly 'log-group'?: string
  readonly dialect?: string
  /** One of the flags of server/filters.ts. */
  readonly flag?: string
  /** The last attempt began at this time or later, and before that: ISO 8601, UTC. */
  readonly from?: string
  readonly to?: string
  /** Its last line was written so. */
  readonly 'ended-from'?: string
  readonly 'ended-to'?: string
  /** Part of an instance id, an IP address or a slot. */
  readonly text?: string
}

/** What picks the instances of a cohort (cohort.ts), and the attempts that durations are of; nothing: all. */
export interface CohortTerms extends InstanceFilter {
  readonly instance?: string
  /** Id of a bring-up: instances with an attempt in it, as their last attempt in it left them. */
  readonly 'bring-up'?: string
}

export const filterNames = [
  'state',
  'stage',
  'step',
  'reached',
  'reached-stage',
  'group',
  'type',
  'zone',
  'zone-id',
  'ip-prefix',
  'image',
  'script',
  'capacity',
  'cause',
  'failure',
  'log-group',
  'dialect',
  'flag',
  'from',
  'to',
  'ended-from',
  'ended-to',
  'text',
] as const satisfies readonly (keyof InstanceFilter)[]

/** How a list is cut and ordered. */
export interface ListPlace {
  readonly sort?: string
  readonly order?: 'asc' | 'desc'
  /** The part that begins after this instance, or ends before it. */
  readonly after?: string | undefined
  readonly before?: string | undefined
  /** Names of columns, with commas; undefined: the usual ones. */
  readonly columns?: string | undefined
}

/** Which runs of stages and steps. */
export interface RunsChoice {
  /** `download`: a stage; `execution/./mount_fsx.sh`: a step. undefined: all. */
  readonly of?: string | undefined
  /** undefined: those that succeeded. */
  readonly only?: 'failed' | 'unfinished' | 'straggler' | undefined
  readonly page?: number
}

/** The two cohorts of a comparison, as expressions of cohort.ts, and the part that is shown. */
export interface Comparison {
  readonly a?: string
  readonly b?: string
  readonly show?: string | undefined
}

/** The value of a filter that asks for rows where it is unknown. */
export const unknownValue = '-'

/** How the strip of instances may be ordered. */
export const stripOrders = ['group', 'zone', 'state', 'launch'] as const
export type StripOrder = (typeof stripOrders)[number]

type QueryValue = string | number | undefined

function query(values: Readonly<Record<string, QueryValue>>): string {
  const present = Object.entries(values).filter(
    (entry): entry is [string, string | number] => entry[1] !== undefined && entry[1] !== '',
  )
  if (present.length === 0) return ''
  return `?${present.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')}`
}

/** Leaves what an expression is written with as it is, for these addresses are meant to be read and written. */
function readable(address: string): string {
  return address.replace(/%(?:2C|3A|3D|2F)/g, decodeURIComponent)
}

/** `@` and `:` of a scoped key stay readable: a path may hold both. */
function clusterPath(cluster: string): string {
  return `/clusters/${encodeURIComponent(cluster).replaceAll('%40', '@').replaceAll('%3A', ':')}`
}

function instancePath(cluster: string, instanceId: string): string {
  return `${clusterPath(cluster)}/instances/${encodeURIComponent(instanceId)}`
}

/**
 * `cluster` is a cluster's key: its id, or a name that only one cluster has; with `@` and the id of a bring-up, the
 * cluster as it stood at the end of that.
 */
export const urls = {
  clusters: () => '/clusters',
  /** The key of the same cluster in another scope; null: as it stands now. Neither names nor ids hold an `@`. */
  inScope: (key: string, bringUpId: string | null) =>
    `${key.split('@', 1)[0]}${bringUpId === null ? '' : `@${bringUpId}`}`,
  /** The overview; `strip`: the order of its instances. */
  cluster: (cluster: string, strip?: StripOrder) => `${clusterPath(cluster)}${query({ strip })}`,
  /** The names behind the cells of the strip. */
  stripCells: (cluster: string, strip: StripOrder) =>
    `${clusterPath(cluster)}/strip.json${query({ strip })}`,
  instances: (cluster: string, filter: InstanceFilter = {}, place: ListPlace = {}) =>
    `${clusterPath(cluster)}/instances${query({ ...filter, ...place })}`,
  instance: (cluster: string, instanceId: string, attempt?: number) =>
    `${instancePath(cluster, instanceId)}${query({ attempt })}`,
  /** A line of an instance's log, on the page of the instance. */
  /** `attempt` null: it is not known, and the line tells. */
  line: (cluster: string, instanceId: string, at: { attempt?: number | null; line: number }) =>
    `${instancePath(cluster, instanceId)}${query({ attempt: at.attempt ?? undefined, line: at.line })}#L${at.line}`,
  /** The log alone, or a window of it; views/log-look.ts says what `at` holds. */
  log: (cluster: string, instanceId: string, at: Readonly<Record<string, QueryValue>> = {}) =>
    `${instancePath(cluster, instanceId)}/log${query(at)}`,
  logOfInstance: (cluster: string, instanceId: string, at: Readonly<Record<string, QueryValue>>) =>
    `${instancePath(cluster, instanceId)}${query(at)}`,
  /** What is known of one line: its context, and where else a line like it stands. */
  lineFacts: (cluster: string, instanceId: string, at: { attempt: number; line: number }) =>
    `${instancePath(cluster, instanceId)}/lines/${at.line}${query({ attempt: at.attempt })}`,
  /** The log beside that of a healthy instance; `twin` undefined: the one most alike. */
  twin: (cluster: string, instanceId: string, at: { attempt: number; twin?: string }) =>
    `${instancePath(cluster, instanceId)}/twin${query(at)}`,
  raw: (cluster: string, instanceId: string, attempt?: number) =>
    `${instancePath(cluster, instanceId)}/raw${query({ attempt })}`,
  failures: (cluster: string, filter: Readonly<Record<string, string | undefined>> = {}) =>
    `${clusterPath(cluster)}/failures${query(filter)}`,
  /** `member`: the instance whose lines are shown. */
  failureGroup: (cluster: string, failureGroupId: string, member?: string) =>
    `${clusterPath(cluster)}/failures/${encodeURIComponent(failureGroupId)}${query({ member })}`,
  /** Healthy instances that met what the group failed of, and passed. */
  nearMisses: (cluster: string, failureGroupId: string) =>
    `${clusterPath(cluster)}/failures/${encodeURIComponent(failureGroupId)}/near-misses`,
  /** `failure`: the group whose members alone count as failed. */
  facets: (
    cluster: string,
    asked: { readonly failure?: string | undefined; readonly sort?: string } = {},
  ) => `${clusterPath(cluster)}/facets${query(asked)}`,
  catalogue: (cluster: string, filter: Readonly<Record<string, string | undefined>> = {}) =>
    `${clusterPath(cluster)}/catalogue${query(filter)}`,
  /** One entry with the instances that it hits. */
  knownCause: (
    cluster: string,
    knownCause: string,
    asked: { readonly state?: string | undefined } = {},
  ) => `${clusterPath(cluster)}/catalogue/${encodeURIComponent(knownCause)}${query(asked)}`,
  /** How long stages and steps took, over the attempts of a cohort. */
  durations: (cluster: string, terms: CohortTerms = {}, place: ListPlace = {}) =>
    `${clusterPath(cluster)}/durations${query({ ...terms, ...place })}`,
  runs: (cluster: string, terms: CohortTerms, runs: RunsChoice) =>
    `${clusterPath(cluster)}/durations/runs${readable(query({ ...terms, ...runs }))}`,
  compare: (cluster: string, comparison: Comparison = {}) =>
    `${clusterPath(cluster)}/compare${readable(query({ ...comparison }))}`,
  /** Leads to the first line of a template in the log of an instance. */
  templateLine: (cluster: string, instanceId: string, at: { key: string; attempt: number }) =>
    `${instancePath(cluster, instanceId)}/template/${at.key}${query({ attempt: at.attempt })}`,
  bringUps: (cluster: string) => `${clusterPath(cluster)}/bring-ups`,
  search: (cluster: string, terms: Readonly<Record<string, QueryValue>> = {}) =>
    `${clusterPath(cluster)}/search${query(terms)}`,
  data: (cluster: string) => `${clusterPath(cluster)}/data`,
  /** How the file is passed on. */
  export: (cluster: string) => `${clusterPath(cluster)}/export`,
  /** What a sync does now. */
  sync: (cluster: string) => `${clusterPath(cluster)}/sync`,
  /** Whether there are other lines than `since` of them. */
  news: (cluster: string, since: number) => `${clusterPath(cluster)}/news${query({ since })}`,
  /** The SQL page, asked a statement. */
  sql: (statement = '') => `/sql${query({ q: statement })}`,
  /** All notes and bookmarks; a form posts a new one here. */
  notes: (cluster: string) => `${clusterPath(cluster)}/notes`,
  /** Where a form sets or takes away the bookmark of a line. */
  bookmarks: (cluster: string) => `${clusterPath(cluster)}/bookmarks`,
  /** A form posts a line here that is a red herring. */
  redHerrings: (cluster: string) => `${clusterPath(cluster)}/red-herrings`,
  removeRedHerring: (cluster: string, redHerringId: number) =>
    `${clusterPath(cluster)}/red-herrings/${redHerringId}/remove`,
  changeNote: (cluster: string, noteId: number, change: 'remove' | 'restore' | 'forget') =>
    `${clusterPath(cluster)}/notes/${noteId}/${change}`,
}

/** The same page in another form: `/clusters/ml-prod?x=1` becomes `/clusters/ml-prod.json?x=1`. */
export function twinUrl(url: string, form: 'json' | 'csv'): string {
  const [path = '', search] = url.split('?', 2)
  return search === undefined ? `${path}.${form}` : `${path}.${form}?${search}`
}

/** Which time a page shows; `utc` is what stands in no URL. */
export const timesShown = ['utc', 'local', 't'] as const
export type TimeShown = (typeof timesShown)[number]

/** The same page with other times. UTC is named, too: a link that says so keeps it. */
export function withTime(url: string, time: TimeShown): string {
  const [path = '', search = ''] = url.split('?', 2)
  const kept = search.split('&').filter((each) => each !== '' && !each.startsWith('time='))
  return `${path}?${[...kept, `time=${time}`].join('&')}`
}
