// The line of files: the inventory in them, the cluster they belong to, their events, what the lines say. The same rows
// as a sync of the same data. Every part may be cut off anywhere and repeated; what is imported stays.
import { isInventory } from '../files/file-format.ts'
import { type ImportEntry, importEntries } from '../files/import-entry.ts'
import { ImportSkip } from '../files/import-skip.ts'
import {
  addInventory,
  emptyInventory,
  type ImportedInventory,
} from '../files/inventory-document.ts'
import { secretsSentence } from '../lifecycle/secret-count.ts'
import type { ClusterIdentity } from '../store/inventory-store.ts'
import { AnalyseAhead } from './analyse-ahead.ts'
import { clusterOfImport } from './import-cluster.ts'
import { FileImport } from './import-file.ts'
import type { FileReport, ImportReport, ImportRequest } from './import-report.ts'
import { ImportStreams } from './import-streams.ts'
import { indexLines } from './index-lines.ts'
import { instanceReaders } from './instance-readers.ts'
import { judgeCluster } from './judge-cluster.ts'
import { together } from './together.ts'

/** How long an interrupted import may still judge what it holds. */
const lastJudgementMs = 1500
const beatEveryMs = 1000
/** So many files hold more lines, as a rule, than one thread should read: others start while files are still looked at. */
const filesForThreads = 100

/**
 * Imports files into the cluster they belong to and judges it. Resolves also when interrupted (outcome `interrupted`).
 * A file that cannot be read is skipped, counted and reported; the import goes on. Throws OperatorError `invalid-option`
 * for a path that is not there and where it is not clear which cluster is meant.
 */
export async function importFiles(request: ImportRequest): Promise<ImportReport> {
  const records = emptyInventory()
  const files = await readInventory(request, records)
  const cluster = clusterOfImport(request, records)
  return new ImportRun(request, cluster, { records, files }).run()
}

/** Inventory files first, wherever they stand: they say whose events the others hold. */
async function readInventory(
  request: ImportRequest,
  inventory: ImportedInventory,
): Promise<readonly FileReport[]> {
  const reports: FileReport[] = []
  let files = 0
  const paths = request.input.paths.filter((path) => path !== '-')
  const { limits } = request.input
  const options = { limits, region: request.region ?? 'unknown' }
  for await (const entry of importEntries({ ...request.input, paths })) {
    if (request.signal.aborted) break
    const report = await inventoryReport(entry, request, (bytes) =>
      addInventory(inventory, bytes, options),
    )
    if (report !== undefined) reports.push(report)
    else if (entry.skip === undefined) files += 1
    if (files === filesForThreads) instanceReaders(request.rules).startThreads(files)
  }
  return reports
}

/** undefined: it holds no inventory, or is read with the events. */
async function inventoryReport(
  entry: ImportEntry,
  request: ImportRequest,
  add: (bytes: AsyncIterable<Buffer>) => Promise<number | undefined>,
): Promise<FileReport | undefined> {
  if (entry.skip !== undefined) return undefined
  const report = { file: entry.label, format: 'inventory-json', streams: 0, newEvents: 0 } as const
  try {
    const isWanted =
      request.format === undefined
        ? await isInventory(entry.bytes)
        : request.format === 'inventory-json'
    if (!isWanted) {
      await entry.bytes.close()
      return undefined
    }
    const records = await add(entry.bytes)
    const skipped = records === undefined ? 'its JSON holds no answer of SageMaker' : null
    return { ...report, events: records ?? 0, skipped, notes: [] }
  } catch (error) {
    if (!(error instanceof ImportSkip)) throw error
    return { ...report, events: 0, skipped: error.message, notes: [] }
  }
}

/** One import, once it is known into which cluster. */
class ImportRun {
  readonly #request: ImportRequest
  readonly #cluster: ClusterIdentity
  readonly #inventory: ImportedInventory
  readonly #startedMs: number
  #beatMs = Number.NEGATIVE_INFINITY
  readonly #inventoryFiles: readonly FileReport[]

  constructor(
    request: ImportRequest,
    cluster: ClusterIdentity,
    inventory: { readonly records: ImportedInventory; readonly files: readonly FileReport[] },
  ) {
    this.#request = request
    this.#cluster = cluster
    this.#inventory = inventory.records
    this.#inventoryFiles = inventory.files
    this.#startedMs = request.now()
  }

  async run(): Promise<ImportReport> {
    const { database, signal } = this.#request
    const { clusterId } = this.#cluster
    database.inventory.saveClusterIdentity(this.#cluster, 0)
    this.#saveNodes()
    const startedMs = Math.round(this.#startedMs)
    const runId = database.runs.begin({ clusterId, source: 'files', startedMs })
    const onProgress: ImportRequest['onProgress'] = (progress) => {
      this.#request.onProgress(progress)
      this.#beat(runId, files, 'events')
    }
    const { rules } = this.#request
    const ahead = new AnalyseAhead(database, clusterId, { rules, signal })
    const files = new FileImport({ ...this.#request, onProgress }, this.#streams(), (...whole) =>
      ahead.add(...whole),
    )
    try {
      await this.#importEvents(files).finally(() => ahead.end())
      const asOfMs = this.#saveCluster(files.latestMs)
      this.#beat(runId, files, 'analysis')
      const judging = signal.aborted ? AbortSignal.timeout(lastJudgementMs) : signal
      // Most of what the lines say is found out in other threads.
      await together({ isStopping: false }, [
        () => judgeCluster(database, clusterId, { rules, signal: judging }),
        () => indexLines(database, judging),
      ])
      // Blocks that were written again in the meantime.
      await indexLines(database, judging)
      return this.#finish(runId, files, asOfMs)
    } catch (error) {
      this.#save(runId, files, 'failed')
      throw error
    }
  }

  /** Says in the file, now and then, that the import runs, so that one that was killed can be told. */
  #beat(syncRunId: number, files: FileImport, phase: 'events' | 'analysis'): void {
    const { database, now } = this.#request
    const atMs = Math.round(now())
    if (phase === 'events' && atMs - this.#beatMs < beatEveryMs) return
    this.#beatMs = atMs
    const { streams: streamsDone } = files.counts()
    database.atOnce(() => {
      database.runs.beat({ syncRunId, phase, streamsDone, leftMs: null, atMs })
    })
  }

  #streams(): ImportStreams {
    const { database } = this.#request
    const { clusterId } = this.#cluster
    return new ImportStreams(
      this.#request,
      this.#cluster,
      database.inventory.groupsOfInstances(clusterId),
    )
  }

  async #importEvents(files: FileImport): Promise<void> {
    const known = new Set(this.#inventoryFiles.map(({ file }) => file))
    for await (const entry of importEntries(this.#request.input)) {
      if (this.#request.signal.aborted) return
      // Its inventory has been read.
      if (known.has(entry.label)) await entry.bytes.close()
      else await files.import(entry)
    }
    await files.end()
  }

  #saveNodes(): void {
    const { database } = this.#request
    const { clusterId } = this.#cluster
    const { nodes, details, events } = this.#inventory
    if (nodes !== undefined) database.inventory.saveNodes(clusterId, nodes)
    for (const node of details) database.inventory.saveDetails(clusterId, node)
    database.inventory.saveEvents(clusterId, [...events.values()])
  }

  /** Returns the time for which the cluster is judged; it never goes back. */
  #saveCluster(latestMs: number): number {
    const { database } = this.#request
    const { clusterId } = this.#cluster
    const latestEventMs = [...this.#inventory.events.values()].map(({ atMs }) => atMs)
    const asOfMs = this.#request.asOfMs ?? Math.max(latestMs, ...latestEventMs)
    const described = this.#inventory.clusters.findLast((each) => each.clusterId === clusterId)
    if (described === undefined) database.inventory.saveClusterIdentity(this.#cluster, asOfMs)
    else database.inventory.saveCluster(described, asOfMs)
    return asOfMs
  }

  #finish(runId: number, files: FileImport, asOfMs: number): ImportReport {
    const reports = this.#reports(files)
    const isPartial = reports.some(({ skipped }) => skipped !== null)
    const reached = isPartial ? 'partial' : 'complete'
    const outcome = this.#request.signal.aborted ? 'interrupted' : reached
    this.#save(runId, files, outcome)
    const { clusterId, name: clusterName } = this.#cluster
    return {
      ...{ clusterId, clusterName, outcome, asOfMs, ...files.counts(), files: reports },
      notes: this.#notes(),
      elapsedMs: this.#request.now() - this.#startedMs,
      coverage: this.#request.database.fleet.coverage(clusterId),
    }
  }

  #reports(files: FileImport): readonly FileReport[] {
    return [...this.#inventoryFiles, ...files.reports()]
  }

  #notes(): readonly string[] {
    const { secrets } = this.#request.database
    return [secretsSentence(secrets.found(this.#cluster.clusterId)) ?? []].flat()
  }

  #save(runId: number, files: FileImport, outcome: ImportReport['outcome'] | 'failed'): void {
    const none = { calls: 0, throttles: 0, retries: 0, byOperation: {} }
    const endedMs = Math.round(this.#request.now())
    const notes = [...this.#reports(files).flatMap(notesOf), ...this.#notes()]
    this.#request.database.runs.save(
      runId,
      { ...files.counts(), ...none },
      { endedMs, notes, outcome },
    )
  }
}

/** Of a file that was not read to its end, or of which something was left out. */
function notesOf({ file, skipped, notes }: FileReport): readonly string[] {
  return [
    ...(skipped === null ? [] : [`${file} was not read to its end: ${skipped}.`]),
    ...notes.map((note) => `${file}: ${note}.`),
  ]
}
