import { html, type SafeHtml } from '@remix-run/html-template'
import { count } from './format.ts'
import { copyButton } from './instance-head.ts'
import { urls } from './urls.ts'

/** A rule of the user on one group. */
export interface GroupRuleRow {
  readonly kind: 'rename' | 'merge' | 'split' | 'mute'
  readonly value: string
}

/** A part of a split group, and what it is a part of. */
export interface GroupPartRow {
  readonly partId: string
  readonly failureGroupId: string
  /** `availability-zone`, `exit-code`, `word:7`, `match:…`. */
  readonly splitBy: string
  readonly value: string
  /** Of the whole. */
  readonly title: string
}

/** What the user has decided about a group, and what can be decided. */
export interface GroupRulesRecord {
  readonly rules: readonly GroupRuleRow[]
  /** What it was split into, with the failed instances of each part. */
  readonly parts: readonly (GroupPartRow & { readonly instances: number })[]
  /** What it is a part of. */
  readonly whole: GroupPartRow | undefined
}

/** Rules, parts, and the commands that make and take back rules: pages only read. */
export function groupRules(
  at: { readonly cluster: string; readonly failureGroupId: string },
  { rules, parts, whole }: GroupRulesRecord,
): SafeHtml {
  const id = at.failureGroupId
  const commands = [
    ['name it', `hyperscope group rename ${id} 'a name'`],
    ['make it a part of another group', `hyperscope group merge ${id} OTHER-ID`],
    ['split it', `hyperscope group split ${id} --by availability-zone`],
    ['put it out of the way', `hyperscope group mute ${id}`],
    ...(rules.length === 0 ? [] : [['take back every rule on it', `hyperscope group undo ${id}`]]),
  ] as const
  return html`<section class="card" id="rules"><h2>Your rules <span class="dim">kept in the file, applied by every sync</span></h2>
${whole === undefined ? null : html`<p>A part of <a class="line" href="${urls.failureGroup(at.cluster, whole.failureGroupId)}" hx-ignore>${whole.title.slice(0, 200) || 'no line says why'}</a>, split by <code>${whole.splitBy}</code>: <code hx-ignore>${whole.value}</code>.</p>`}
${rules.length === 0 ? html`<p class="dim">None on this group.</p>` : html`<ul class="reasons" hx-ignore>${rules.map((rule) => ruleItem(at.cluster, rule))}</ul>`}
${parts.length === 0 ? null : html`<table class="list"><thead><tr><th scope="col">part</th><th scope="col" class="num">failed</th></tr></thead><tbody hx-ignore>${parts.map((part) => html`<tr><td><a href="${urls.failureGroup(at.cluster, part.partId)}">${part.value}</a></td><td class="num">${count(part.instances)}</td></tr>`)}</tbody></table>`}
<details class="more"><summary>Commands to copy</summary>${commands.map(([what, command]) => html`<p class="dim">${what}</p>${ruleCommand(command)}`)}</details></section>`
}

/** A command to copy. */
export function ruleCommand(command: string): SafeHtml {
  return html`<div class="command"><pre class="code" tabindex="0">${command}</pre>${copyButton(command, 'command')}</div>`
}

function ruleItem(cluster: string, { kind, value }: GroupRuleRow): SafeHtml {
  if (kind === 'merge') {
    return html`<li>merged into <a class="mono" href="${urls.failureGroup(cluster, value)}">${value}</a></li>`
  }
  if (kind === 'split') return html`<li>split by <code>${value}</code></li>`
  return kind === 'mute' ? html`<li>muted</li>` : html`<li>named ${value}</li>`
}
