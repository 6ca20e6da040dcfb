import { html, type SafeHtml } from '@remix-run/html-template'
import { time, timeZone } from './format.ts'
import type { InstanceIdentity, InstanceRecord } from './instance.ts'
import { lineHref } from './line-href.ts'
import { stateMark } from './state-look.ts'
import { urls } from './urls.ts'

/** Who it is, how it stands, and every way to its log. */
export function instanceHead(record: InstanceRecord): SafeHtml {
  const { instance } = record
  return html`<section class="id">
<h1><span class="mono">${instance.instanceId}</span> ${copyButton(instance.instanceId, 'instance id')} ${stateMark(instance.state)}</h1>
${record.failure === undefined ? null : html`<p class="dim">${instance.stateReason}</p>`}
<dl class="meta">${identities(record).map(([name, value, copies]) => html`<div><dt>${name}</dt><dd>${value}${copies ? html` ${copyButton(String(value), name)}` : null}</dd></div>`)}</dl>
${actions(record)}
</section>`
}

/** Shown by the script only: without one there is nothing that could copy. */
export function copyButton(text: string, what: string): SafeHtml {
  return html`<button class="copy" type="button" data-copy="${text}" aria-label="Copy ${what}" title="Copy ${what}" hidden>copy</button>`
}

type Identity = readonly [name: string, value: string | SafeHtml, copies: boolean]

function identities({ instance, logAddress }: InstanceRecord): Identity[] {
  const known = (name: string, value: string | SafeHtml | null, copies: boolean): Identity[] =>
    value === null ? [] : [[name, value, copies]]
  return [
    ...known('group', instance.instanceGroup, false),
    ...known('type', instance.instanceType, false),
    ...known('zone', zone(instance), false),
    ...known('IP address', instance.privateIp, true),
    ...known('image', instance.imageId, true),
    ...known('slot', instance.slot, true),
    ...known('capacity', instance.capacityType, false),
    ...known('scripts', instance.lifecycleScriptUri, true),
    ...known(
      'launched',
      instance.launchedMs === null ? null : html`${time(instance.launchedMs)} ${timeZone}`,
      false,
    ),
    ...known('log stream', logAddress?.logStream ?? null, true),
    ...known('AWS', instance.listed === 1 ? null : 'no longer lists this instance', false),
  ]
}

function zone({ availabilityZone, availabilityZoneId }: InstanceIdentity): string | null {
  if (availabilityZone === null || availabilityZoneId === null) return availabilityZone
  return `${availabilityZone} (${availabilityZoneId})`
}

function actions(record: InstanceRecord): SafeHtml | null {
  const { cluster, instance, logAddress, attempt, errorRecord, log } = record
  if (logAddress === undefined) return null
  const line = record.failure?.decisiveLineOrdinal
  const json = errorRecord === undefined ? undefined : JSON.stringify(errorRecord, null, 2)
  return html`<p class="acts">
<a class="button" href="${line == null || log === undefined ? '#log' : lineHref(log, line)}">View lifecycle script logs</a>
<a href="${logAddress.consoleUrl}" rel="noreferrer" target="_blank">CloudWatch console ↗</a>
<a href="${urls.raw(cluster.key, instance.instanceId, attempt?.attempt)}">raw text</a>
</p>
<details class="more"><summary>Command and error record</summary>
<p class="dim">The same log with the AWS command line ${copyButton(logAddress.command, 'command')}</p>
<pre class="code" tabindex="0">${logAddress.command}</pre>
${json === undefined ? null : html`<p class="dim">The failure as a record ${copyButton(json, 'error record')}</p><pre class="code" hx-ignore tabindex="0">${json}</pre>`}
</details>`
}
