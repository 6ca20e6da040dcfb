import type { Database, Statement } from 'better-sqlite3'
import { type CoverageState, failedStates } from '../../ingest/lifecycle/coverage.ts'
import type { SearchQuery } from '../../views/search.ts'
import { selectedStates } from '../../views/state-selection.ts'
import type { InstanceFilter } from '../../views/urls.ts'
import { joinLastAttempt } from './instance-columns.ts'
import {
  type FilterParameters,
  filterConditions,
  filterParameters,
  joinFailure,
} from './instance-conditions.ts'
import { KeptRecords } from './kept-records.ts'
import type { Scope } from './scope.ts'

/** Lines of an instance that a search looks at, both ends included. */
export interface SearchedLines {
  readonly logStreamId: number
  readonly firstLine: number
  readonly lastLine: number
}

/** An instance of the scope; without ranges it has no line. */
export interface ScopeInstance {
  readonly instanceId: string
  readonly state: CoverageState
  readonly ranges: readonly SearchedLines[]
}

type Row = readonly [
  instanceId: string,
  state: CoverageState,
  logStreamId: number | null,
  firstLine: number,
  lastLine: number,
]

/** All lines from one attempt to the next of its stream: also those that a sync has not come to yet. */
const toNextAttempt = /* sql */ `
  coalesce((SELECT min(later.first_line) - 1
              FROM attempt AS later
             WHERE later.log_stream_id = searched.log_stream_id
               AND later.first_line    > searched.first_line), log_stream.lines)`

type Kind = 'last' | 'all' | 'all-of-bring-up'

interface LineParts {
  readonly join: string
  readonly firstLine: string
  readonly lastLine: string
}

const joinStreams = /* sql */ `
  LEFT JOIN log_stream ON log_stream.cluster_id  = instance.cluster_id
                      AND log_stream.instance_id = instance.instance_id
                      AND log_stream.lines       > 0`

const attemptLines = {
  firstLine: 'coalesce(searched.first_line, 1)',
  lastLine: toNextAttempt,
}

const joinAttempts = /* sql */ `
  LEFT JOIN attempt AS searched ON searched.cluster_id  = instance.cluster_id
                               AND searched.instance_id = instance.instance_id`

const lineParts: Readonly<Record<Kind, LineParts>> = {
  // Where nothing says what an attempt is, every line counts; in a bring-up only those of its attempts.
  last: {
    ...attemptLines,
    join: `${joinAttempts} AND searched.attempt = instance.attempt
           ${joinStreams} AND (log_stream.log_stream_id = searched.log_stream_id
                               OR (searched.log_stream_id IS NULL AND @bringUpId = ''))`,
  },
  all: { join: joinStreams, firstLine: '1', lastLine: 'log_stream.lines' },
  'all-of-bring-up': {
    ...attemptLines,
    join: `${joinAttempts} AND searched.bring_up_id = @bringUpId
           ${joinStreams} AND log_stream.log_stream_id = searched.log_stream_id`,
  },
}

function selectScope(kind: Kind, filter: InstanceFilter): string {
  const { join, firstLine, lastLine } = lineParts[kind]
  return /* sql */ `
  SELECT instance.instance_id,
         instance.state,
         log_stream.log_stream_id,
         ${firstLine} AS firstLine,
         ${lastLine}
    FROM standing AS instance ${joinLastAttempt} ${joinFailure} ${join}
   WHERE instance.cluster_id  = @clusterId
     AND instance.bring_up_id = @bringUpId ${filterConditions(filter)}
   ORDER BY instance.instance_id, log_stream.log_stream_id, firstLine
   LIMIT 1000000`
}

const healthy = new Set(selectedStates('any-succeeded'))

/** 0: failed, 1: neither, 2: healthy. Searched in this order. */
export function rankOfState(state: CoverageState): 0 | 1 | 2 {
  if (failedStates.has(state)) return 0
  return healthy.has(state) ? 2 : 1
}

/** The instances that a search is about. */
export interface SearchScope {
  /** Also those that have no line. */
  readonly instances: number
  /** Failed instances first, healthy ones last, each by id. */
  readonly withLog: readonly ScopeInstance[]
  /** At each of these the lines of all before it; at the end those of all. */
  readonly linesBefore: Float64Array
  /** By log stream the places in `withLog` of the instances with lines in it, ascending. */
  readonly byStream: ReadonlyMap<number, readonly number[]>
}

/** Which lines of which instances a search is about: looked up again when another connection has written. */
export class SearchScopeStore {
  readonly #database: Database
  readonly #kept: KeptRecords

  constructor(database: Database) {
    this.#database = database
    this.#kept = new KeptRecords(database)
  }

  scope(scope: Scope, { attempts, filter }: SearchQuery): SearchScope {
    const kind = attempts === 'all' && scope.bringUpId !== '' ? 'all-of-bring-up' : attempts
    const of = { ...scope, ...filterParameters(filter) }
    return this.#kept.get(JSON.stringify([kind, of]), () => {
      const statement = this.#database.prepare<[FilterParameters], Row>(selectScope(kind, filter))
      return scopeOfRows((statement.raw() as Statement<[FilterParameters], Row>).all(of))
    })
  }
}

function scopeOfRows(rows: readonly Row[]): SearchScope {
  const instances = instancesOf(rows)
  const withLog = instances
    .filter(({ ranges }) => ranges.length > 0)
    .sort((a, b) => rankOfState(a.state) - rankOfState(b.state))
  const linesBefore = new Float64Array(withLog.length + 1)
  const byStream = new Map<number, number[]>()
  for (const [place, { ranges }] of withLog.entries()) {
    const lines = ranges.reduce((sum, each) => sum + each.lastLine - each.firstLine + 1, 0)
    linesBefore[place + 1] = (linesBefore[place] as number) + lines
    for (const { logStreamId } of ranges) {
      const known = byStream.get(logStreamId)
      if (known === undefined) byStream.set(logStreamId, [place])
      else if (known.at(-1) !== place) known.push(place)
    }
  }
  return { instances: instances.length, withLog, linesBefore, byStream }
}

/** Rows of one instance stand together. */
function instancesOf(rows: readonly Row[]): ScopeInstance[] {
  const instances: (ScopeInstance & { readonly ranges: SearchedLines[] })[] = []
  for (const [instanceId, state, logStreamId, firstLine, lastLine] of rows) {
    if (instances.at(-1)?.instanceId !== instanceId)
      instances.push({ instanceId, state, ranges: [] })
    if (logStreamId !== null) instances.at(-1)?.ranges.push({ logStreamId, firstLine, lastLine })
  }
  return instances
}
