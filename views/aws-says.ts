import { html, type SafeHtml } from '@remix-run/html-template'
import type { CoverageState } from '../ingest/lifecycle/coverage.ts'
import { stateMark } from './state-look.ts'
import { urls } from './urls.ts'

/** What DescribeCluster says, beside what the logs say. */
export interface AwsSaysRecord {
  /** ClusterStatus; null: SageMaker was not asked. */
  readonly status: string | null
  readonly failureMessage: string | null
  /** The one instance that the message names, and where its log says it stands; undefined: it names none. */
  readonly named:
    | { readonly instanceId: string; readonly state: CoverageState | undefined }
    | undefined
  /** One sentence where message and logs contradict each other. */
  readonly disagreement: string | undefined
}

export function awsSays(cluster: string, record: AwsSaysRecord): SafeHtml {
  const { status, failureMessage, named } = record
  return html`<section class="card aws"><h2>AWS says ${status === null ? null : html`<span class="chip">${status}</span>`}</h2>
${failureMessage === null ? html`<p class="dim">${status === null ? 'SageMaker was not asked: only the log group was copied.' : 'DescribeCluster has no failure message.'}</p>` : html`<blockquote hx-ignore>${failureMessage}</blockquote>`}
${named === undefined ? null : html`<p>It names <a class="mono" href="${urls.instance(cluster, named.instanceId)}">${named.instanceId}</a> ${named.state === undefined ? html`<span class="chip flag">not in this database</span>` : stateMark(named.state)}</p>`}
${record.disagreement === undefined ? null : html`<p class="flag">⚑ ${record.disagreement}</p>`}
</section>`
}
