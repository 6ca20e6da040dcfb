import { html, type SafeHtml } from '@remix-run/html-template'
import type { ErrorRecord } from '../ingest/lifecycle/aws-verdict.ts'
import type { CoverageState } from '../ingest/lifecycle/coverage.ts'
import { type AttemptPlot, attemptPlot } from './attempt-plot.ts'
import { type AttemptRecord, attemptCard, type StagePart } from './attempt-stages.ts'
import { type AwsWords, awsWords } from './aws-words.ts'
import { type OnlyHere, onlyHere } from './instance-contrast.ts'
import { instanceHead } from './instance-head.ts'
import type { SiblingsRecord } from './instance-siblings.ts'
import { type FailureRecord, failureVerdict } from './instance-verdict.ts'
import type { ClusterHeader } from './layout.ts'
import { type LogRecord, log } from './log.ts'
import { type Notes, type NoteTarget, notesCard } from './notes.ts'

/** Everything that tells one instance from another. null: not known. */
export interface InstanceIdentity {
  readonly instanceId: string
  readonly slot: string | null
  readonly instanceGroup: string | null
  readonly instanceType: string | null
  readonly availabilityZone: string | null
  readonly availabilityZoneId: string | null
  readonly imageId: string | null
  readonly privateIp: string | null
  readonly capacityType: string | null
  readonly lifecycleScriptUri: string | null
  readonly onCreate: string | null
  readonly launchedMs: number | null
  /** `slurm` or `eks`. */
  readonly orchestrator: string | null
  /** 0: the last sync did not find it in ListClusterNodes. */
  readonly listed: 0 | 1
  readonly state: CoverageState
  readonly stateReason: string
}

/** Ways to the same log outside hyperscope. */
export interface LogAddress {
  readonly logGroup: string
  readonly logStream: string
  readonly consoleUrl: string
  readonly command: string
}

export interface InstanceRecord {
  readonly cluster: ClusterHeader
  readonly instance: InstanceIdentity
  /** undefined: it has no log stream. */
  readonly logAddress: LogAddress | undefined
  /** In order; empty: it has no lines. */
  readonly attempts: readonly AttemptRecord[]
  /** The one shown: as asked, else the last. */
  readonly attempt: AttemptRecord | undefined
  /** Stages and steps of the shown attempt, in order, side by side. */
  readonly stageParts: readonly StagePart[]
  /** The shown attempt against the fleet; undefined: there is none. */
  readonly plot: AttemptPlot | undefined
  /** Why the shown attempt failed; undefined: it did not. */
  readonly failure: FailureRecord | undefined
  /** The failure as the fields that an error handler needs; undefined: as failure. */
  readonly errorRecord: ErrorRecord | undefined
  readonly aws: AwsWords
  /** What tells it from the healthy, most telling first. */
  readonly contrast: readonly OnlyHere[]
  readonly siblings: SiblingsRecord
  readonly log: LogRecord | undefined
  readonly notes: Notes
}

export function instance(record: InstanceRecord): SafeHtml {
  return html`${instanceHead(record)}
${record.attempt === undefined ? null : attemptCard(record)}
${attemptPlot(record)}
<div class="columns even">
${failureVerdict(record)}
${onlyHere(record)}
</div>
${record.log === undefined ? noLog() : log(record.log)}
${awsWords(record)}
${notesCard(record.cluster.key, noteTarget(record), record.notes)}`
}

function noteTarget({ instance, attempt, log }: InstanceRecord): NoteTarget {
  const { instanceId } = instance
  const lines = attempt && {
    ...{ attempt: attempt.attempt, first: attempt.firstLine, last: attempt.lastLine },
  }
  return { instanceId, lines, line: log?.askedLine ?? null, isBesideLog: log !== undefined }
}

function noLog(): SafeHtml {
  return html`<section class="card empty" id="log"><h2>No log</h2>
<p class="dim">A stream is missing when the instance never reached the lifecycle scripts, when its role may not write to CloudWatch Logs, or when it cannot reach CloudWatch. It is empty when its events have expired.</p></section>`
}
