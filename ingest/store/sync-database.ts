import type { Database } from 'better-sqlite3'
import { databaseError } from '../../migrations/database-error.ts'
import { openForWriting } from '../../migrations/open-database.ts'
import { AnalysisStore } from './analysis-store.ts'
import { BringUpStore } from './bring-up-store.ts'
import { CatalogueEntryStore } from './catalogue-entry-store.ts'
import { DurationStore } from './duration-store.ts'
import { FailedAttemptStore } from './failed-attempt-store.ts'
import { FailureCaseStore } from './failure-case-store.ts'
import { FleetCountStore } from './fleet-count-store.ts'
import { FleetStore } from './fleet-store.ts'
import { GroupRuleStore } from './group-rule-store.ts'
import { InventoryStore } from './inventory-store.ts'
import { KnownCauseStore } from './known-cause-store.ts'
import { LineStore } from './line-store.ts'
import { MergeStore } from './merge-store.ts'
import { RedHerringStore } from './red-herring-store.ts'
import { RootCauseStore } from './root-cause-store.ts'
import { ScanStore } from './scan-store.ts'
import { SearchIndexStore } from './search-index-store.ts'
import { SecretStore } from './secret-store.ts'
import { StragglerStore } from './straggler-store.ts'
import { StreamStore } from './stream-store.ts'
import { SyncRunStore } from './sync-run-store.ts'
import { TemplateStore } from './template-store.ts'
import { type LogLimits, logLimits, WriteAheadLog } from './write-ahead-log.ts'

/** The file as a sync writes it: one connection, the only writer. */
export class SyncDatabase {
  readonly inventory: InventoryStore
  readonly streams: StreamStore
  readonly lines: LineStore
  readonly scans: ScanStore
  readonly analysis: AnalysisStore
  readonly durations: DurationStore
  readonly fleet: FleetStore
  readonly bringUps: BringUpStore
  readonly counts: FleetCountStore
  readonly stragglers: StragglerStore
  readonly runs: SyncRunStore
  readonly templates: TemplateStore
  readonly failedAttempts: FailedAttemptStore
  readonly failureCases: FailureCaseStore
  readonly catalogue: CatalogueEntryStore
  readonly knownCauses: KnownCauseStore
  readonly rootCauses: RootCauseStore
  readonly groupRules: GroupRuleStore
  readonly redHerrings: RedHerringStore
  readonly searchIndex: SearchIndexStore
  readonly secrets: SecretStore
  readonly merged: MergeStore
  readonly log: WriteAheadLog
  readonly #database: Database
  readonly #close: () => void

  constructor(
    opened: { readonly database: Database; readonly close: () => void },
    limits: LogLimits = logLimits,
  ) {
    this.#database = opened.database
    this.#close = opened.close
    this.inventory = new InventoryStore(opened.database)
    this.streams = new StreamStore(opened.database)
    this.lines = new LineStore(opened.database)
    this.scans = new ScanStore(opened.database)
    this.analysis = new AnalysisStore(opened.database)
    this.durations = new DurationStore(opened.database)
    this.fleet = new FleetStore(opened.database)
    this.bringUps = new BringUpStore(opened.database)
    this.counts = new FleetCountStore(opened.database)
    this.stragglers = new StragglerStore(opened.database)
    this.runs = new SyncRunStore(opened.database)
    this.templates = new TemplateStore(opened.database)
    this.failedAttempts = new FailedAttemptStore(opened.database)
    this.failureCases = new FailureCaseStore(opened.database)
    this.catalogue = new CatalogueEntryStore(opened.database)
    this.knownCauses = new KnownCauseStore(opened.database)
    this.rootCauses = new RootCauseStore(opened.database)
    this.groupRules = new GroupRuleStore(opened.database)
    this.redHerrings = new RedHerringStore(opened.database)
    this.searchIndex = new SearchIndexStore(opened.database)
    this.secrets = new SecretStore(opened.database)
    this.merged = new MergeStore(opened.database)
    this.log = new WriteAheadLog(opened.database, limits)
  }

  /** Creates or opens the file; see `openForWriting` for its errors. */
  static open(path: string, limits: LogLimits = logLimits): SyncDatabase {
    const database = new SyncDatabase(openForWriting(path), limits)
    try {
      // What an older program wrote, or a sync that was killed left behind, is not counted yet.
      database.atOnce(() => database.counts.countAll())
      return database
    } catch (error) {
      database.#closeAfterError()
      throw databaseError(path, error)
    }
  }

  /**
   * Opens the file, works on it, closes it. Throws what `open` and `work` throw; trouble with the file on the way as
   * OperatorError `database-unwritable`, `database-damaged`, `database-locked`.
   */
  static async use<Result>(
    path: string,
    work: (database: SyncDatabase) => Promise<Result>,
    limits: LogLimits = logLimits,
  ): Promise<Result> {
    const database = SyncDatabase.open(path, limits)
    try {
      const result = await work(database)
      database.close()
      return result
    } catch (error) {
      database.#closeAfterError()
      throw databaseError(path, error)
    }
  }

  /** All or nothing; takes the write lock at once, so that no reader can make it fail half-way. */
  atOnce<Result>(work: () => Result): Result {
    return this.#database.transaction(work).immediate()
  }

  close(): void {
    this.#close()
  }

  /** After an error only that error counts: a full disk, say, fails the closing too. */
  #closeAfterError(): void {
    try {
      if (this.#database.open) this.#close()
    } catch {
      // The error that led here is thrown by the caller.
    }
  }
}
