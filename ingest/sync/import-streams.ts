import {
  meaningOf,
  type PathMeaning,
  type PathStream,
  streamOfPath,
} from '../files/stream-of-path.ts'
import {
  type LogGroupLayout,
  logGroupNames,
  parseLogGroupName,
} from '../lifecycle/log-group-name.ts'
import { logStreamName, parseLogStreamName } from '../lifecycle/log-stream-name.ts'
import type { ClusterIdentity } from '../store/inventory-store.ts'
import type { ImportRequest } from './import-report.ts'

/** Where the events of a file go, or why they go nowhere. */
export type StreamTarget = { readonly streamId: number } | { readonly skip: string }

/** Finds and makes the log streams of one cluster that imported events belong to. */
export class ImportStreams {
  readonly #request: ImportRequest
  readonly #cluster: ClusterIdentity
  readonly #groups = new Map<string, number>()
  readonly #targets = new Map<string, StreamTarget>()
  /** Instance group of each instance that the inventory files name. */
  readonly #groupOf: ReadonlyMap<string, string>

  constructor(
    request: ImportRequest,
    cluster: ClusterIdentity,
    groupOf: ReadonlyMap<string, string>,
  ) {
    this.#request = request
    this.#cluster = cluster
    this.#groupOf = groupOf
  }

  get clusterId(): string {
    return this.#cluster.clusterId
  }

  /** Lifecycle streams that events went to. */
  get count(): number {
    return [...this.#targets.values()].filter((target) => 'streamId' in target).length
  }

  /** By the name that the file gives. */
  named(name: string): StreamTarget {
    const known = this.#targets.get(name)
    if (known !== undefined) return known
    const target = this.#target(meaningOf(name, this.#layouts()), `log stream ${name}`)
    this.#targets.set(name, target)
    return target
  }

  /** Of a file that does not name its stream: by --log-stream, else by its path. */
  ofPath(label: string): StreamTarget {
    const { logStream } = this.#request
    if (logStream !== undefined) return this.named(logStream)
    const meaning = streamOfPath(label, this.#layouts())
    if (meaning === undefined) {
      return {
        skip: 'neither it nor its path names a log stream or an instance id; say which with --log-stream',
      }
    }
    if ('instanceId' in meaning) return this.#ofInstance(meaning)
    return 'stream' in meaning ? this.named(meaning.stream.name) : this.#target(meaning, label)
  }

  #layouts(): readonly LogGroupLayout[] {
    const { logGroup, rules } = this.#request
    const parsed = logGroup === undefined ? undefined : parseLogGroupName(logGroup, rules.layouts)
    return parsed === undefined ? rules.layouts : [parsed.layout]
  }

  /** An instance whose stream is known already, else the stream that its layout would give it. */
  #ofInstance(path: { readonly instanceId: string; readonly file: string }): StreamTarget {
    const { database } = this.#request
    const { instanceId, file } = path
    const [stored] = database.streams.streamsOfInstance(this.#cluster.clusterId, instanceId)
    if (stored !== undefined) return this.named(stored.name)
    const instanceGroup = this.#groupOf.get(instanceId)
    const name =
      instanceGroup === undefined
        ? undefined
        : logStreamName({ instanceGroup, instanceId }, this.#layouts())
    if (name !== undefined) return this.named(name)
    // Nothing says the instance group: the layout without one is the one that invents nothing.
    return this.named(`${instanceId}/${file}`)
  }

  #target(meaning: PathMeaning, what: string): StreamTarget {
    if (meaning === undefined || 'instanceId' in meaning) {
      return { skip: `${what} has no known name; add its layout with --rules (docs/rules.md)` }
    }
    if ('other' in meaning)
      return { skip: `streams of kind ${meaning.other} hold no lifecycle log` }
    return { streamId: this.#streamId(meaning.stream) }
  }

  #streamId({ layout, name }: PathStream): number {
    const { streams } = this.#request.database
    const logGroupId = this.#logGroupId(layout)
    const stored = streams.streamId(logGroupId, name)
    if (stored !== undefined) return stored
    const identity = parseLogStreamName(name, layout)
    if (identity === undefined) throw new Error(`${name} is no stream of layout ${layout.name}`)
    streams.saveStreams(this.#cluster.clusterId, logGroupId, [{ name, ...identity }])
    return streams.streamId(logGroupId, name) ?? 0
  }

  #logGroupId(layout: LogGroupLayout): number {
    const known = this.#groups.get(layout.name)
    if (known !== undefined) return known
    const { streams } = this.#request.database
    const { clusterId } = this.#cluster
    const name = this.#request.logGroup ?? logGroupNames(this.#cluster, [layout])[0] ?? clusterId
    const stored = streams
      .logGroups(clusterId)
      .find(
        (group) =>
          group.name === name ||
          (this.#request.logGroup === undefined && group.layout === layout.name),
      )
    const unknown = { createdMs: undefined, retentionDays: undefined, storedBytes: undefined }
    const id =
      stored?.logGroupId ?? streams.saveLogGroup(clusterId, { name, ...unknown }, layout.name)
    this.#groups.set(layout.name, id)
    return id
  }
}
