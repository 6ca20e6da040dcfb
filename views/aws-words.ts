import { html, type SafeHtml } from '@remix-run/html-template'
import { time } from './format.ts'
import type { InstanceRecord } from './instance.ts'

/** An entry of ListClusterEvents. */
export interface ClusterEventRecord {
  readonly eventId: string
  readonly atMs: number
  readonly level: string | null
  readonly description: string | null
  readonly failureMessage: string | null
}

/** What AWS itself says of an instance, and where that contradicts the log. */
export interface AwsWords {
  /** InstanceStatus; null: AWS does not list the instance. */
  readonly status: string | null
  readonly message: string | null
  /** The cluster's failure message, when it names this instance. */
  readonly clusterMessage: string | null
  readonly events: readonly ClusterEventRecord[]
  /** null: AWS and the log agree. */
  readonly disagreement: string | null
}

export function awsWords({ aws }: InstanceRecord): SafeHtml {
  const isSilent = aws.message === null && aws.clusterMessage === null && aws.events.length === 0
  return html`<section class="card wide aws" id="aws" tabindex="0" aria-label="What AWS says"><h2>AWS says ${aws.status === null ? null : html`<span class="chip">${aws.status}</span>`}</h2>
${aws.disagreement === null ? null : html`<p class="flag">⚑ ${aws.disagreement}</p>`}
${isSilent ? html`<p class="dim">AWS has no message and no event for this instance.</p>` : null}
${quote('status message of the instance', aws.message)}${quote('failure message of the cluster, naming this instance', aws.clusterMessage)}
${aws.events.length === 0 ? null : html`<table class="list stack events"><thead><tr><th scope="col">time, UTC</th><th scope="col">source</th><th scope="col">level</th><th scope="col">said</th></tr></thead><tbody>${aws.events.map((each) => event(each, aws.message))}</tbody></table>`}</section>`
}

function quote(source: string, message: string | null): SafeHtml | null {
  if (message === null) return null
  return html`<p class="dim small">${source}</p><blockquote hx-ignore>${message}</blockquote>`
}

/** `known`: the message that stands above already. */
function event(
  { atMs, level, description, failureMessage }: ClusterEventRecord,
  known: string | null,
): SafeHtml {
  return html`<tr><td class="when-at">${time(atMs)}</td><td><span class="chip">cluster event</span></td><td>${level ?? ''}</td><td hx-ignore>${description ?? ''}${failureMessage === null ? null : failureMessage === known ? html` <span class="dim">with the message above</span>` : html`<br>${failureMessage}`}</td></tr>
`
}
