import { html, type SafeHtml } from '@remix-run/html-template'
import { time, timeZone } from './format.ts'
import type { InstanceIdentity, InstanceRecord } from './instance.ts'
import { siblingSteps } from './instance-siblings.ts'
import { lineHref } from './line-href.ts'
import { stateMark } from './state-look.ts'
import { urls } from './urls.ts'

/** Who it is, how it stands, and every way to its log. */
export function instanceHead(record: InstanceRecord): SafeHtml {
  const { instance } = record
  return html`<section class="id">
${siblingSteps(record)}
<h1><span class="mono">${instance.instanceId}</span> ${copyButton(instance.instanceId, 'instance id')} ${stateMark(instance.state)}</h1>
<p class="dim">${instance.stateReason} ${rollbackWarning(record)}</p>
<dl class="meta">${identities(record).map(([name, value, copies]) => html`<div><dt>${name}</dt><dd>${value}${copies ? html` ${copyButton(String(value), name)}` : null}</dd></div>`)}<div><dt>all of these</dt><dd>${copyAll(record)}</dd></div></dl>
${actions(record)}
</section>`
}

/** A success that undid what was asked for: the attempt to look at is the one that failed before it. */
function rollbackWarning({
  cluster,
  instance,
  attempt,
  attempts,
}: InstanceRecord): SafeHtml | null {
  if (instance.state !== 'succeeded-but-rolled-back') return null
  const failed = attempts.findLast(({ outcome }) => outcome === 'failed')
  const isShown = failed === undefined || failed.attempt === attempt?.attempt
  return html`<b class="flag">⚑ Its last success is a rollback, not a success.</b>${isShown ? null : html` <a href="${urls.instance(cluster.key, instance.instanceId, failed.attempt)}">See attempt ${failed.attempt}, which failed</a>`}`
}

/** Shown by the script only: without one there is nothing that could copy. */
export function copyButton(text: string, what: string): SafeHtml {
  return html`<button class="copy" type="button" data-copy="${text}" aria-label="Copy ${what}" title="Copy ${what}" hidden>copy</button>`
}

function copyAll(record: InstanceRecord): SafeHtml {
  const words = identities(record).filter(([, value]) => typeof value === 'string')
  const all = [['instance id', record.instance.instanceId] as const, ...words]
  const text = all.map(([name, value]) => `${name}: ${value}`).join('\n')
  return html`<button class="copy" type="button" data-copy="${text}" aria-label="Copy all of these" hidden>copy</button>`
}

type Identity = readonly [name: string, value: string | SafeHtml, copies: boolean]

function identities(record: InstanceRecord): Identity[] {
  const { cluster, instance, logAddress } = record
  const known = (name: string, value: string | SafeHtml | null, copies: boolean): Identity[] =>
    value === null ? [] : [[name, value, copies]]
  return [
    ...known('group', instance.instanceGroup, false),
    ...known('type', instance.instanceType, false),
    ...known('zone', zone(instance), false),
    ...known('IP address', instance.privateIp, true),
    ...known('image', instance.imageId, true),
    ...known('slot', instance.slot, true),
    ...known(
      'node',
      instance.orchestrator === 'eks' ? `hyperpod-${instance.instanceId}` : null,
      true,
    ),
    ...known('host name', hostName(instance), true),
    ...known('SSM target', ssmTarget(cluster.clusterId, instance), true),
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

/** As Amazon Linux and Ubuntu call themselves: it stands in the lines of the log. */
function hostName({ privateIp }: InstanceIdentity): string | null {
  return privateIp === null ? null : `ip-${privateIp.replaceAll('.', '-')}`
}

/** What `aws ssm start-session --target` takes; text only. */
function ssmTarget(clusterId: string, instance: InstanceIdentity): string | null {
  const { instanceGroup, instanceId } = instance
  return instanceGroup === null
    ? null
    : `sagemaker-cluster:${clusterId}_${instanceGroup}-${instanceId}`
}

function zone({ availabilityZone, availabilityZoneId }: InstanceIdentity): string | null {
  if (availabilityZone === null || availabilityZoneId === null) return availabilityZone
  return `${availabilityZone} (${availabilityZoneId})`
}

function backUrl({ cluster, instance, failure }: InstanceRecord): string {
  if (failure !== undefined) return urls.instances(cluster.key, { state: 'any-failed' })
  const { instanceGroup } = instance
  return urls.instances(cluster.key, instanceGroup === null ? {} : { group: instanceGroup })
}

function actions(record: InstanceRecord): SafeHtml | null {
  const { logAddress, errorRecord, log } = record
  if (logAddress === undefined) return null
  const line = record.failure?.decisiveLineOrdinal
  const json = errorRecord === undefined ? undefined : JSON.stringify(errorRecord, null, 2)
  return html`<p class="acts">
<a class="button" href="${line == null || log === undefined ? '#log' : lineHref(log, line)}">View lifecycle script logs</a>
<a href="${logAddress.consoleUrl}" rel="noreferrer" target="_blank" data-key="o" data-key-label="CloudWatch console">CloudWatch console ↗</a>
<a href="${backUrl(record)}" data-key="Escape" data-back data-key-label="back to the list">${record.failure === undefined ? 'its instance group' : 'all failed'}</a>
</p>
<details class="more"><summary>Command and error record</summary>
<p class="dim">The same log with the AWS command line ${copyButton(logAddress.command, 'command')}</p>
<pre class="code" tabindex="0">${logAddress.command}</pre>
${json === undefined ? null : html`<p class="dim">The failure as a record ${copyButton(json, 'error record')}</p><pre class="code" hx-ignore tabindex="0">${json}</pre>`}
</details>`
}
