import { html, type SafeHtml } from '@remix-run/html-template'
import type { ActionSheet, ActionStep } from '../ingest/lifecycle/action-sheet.ts'
import { counted } from './format.ts'
import { copyButton } from './instance-head.ts'

/** What to do about a group: commands to copy. Nothing here is ever run. */
export function actionSheetCard(sheet: ActionSheet | undefined): SafeHtml | null {
  if (sheet === undefined || sheet.steps.length === 0) return null
  const { steps, excluded } = sheet
  return html`<section class="card actions"><h2>What to do <span class="dim">to copy; hyperscope runs nothing</span></h2>
<ol>${steps.map(actionStep)}</ol>
${excluded.length === 0 ? null : html`<details class="more"><summary>${counted(excluded.length, 'instance')} in no command</summary><ul>${excluded.map(({ instanceId, reason }) => html`<li><span class="mono">${instanceId}</span> ${reason}</li>`)}</ul></details>`}</section>`
}

function actionStep(step: ActionStep): SafeHtml {
  return html`<li><h3>${step.title}</h3>
${sentences('before', step.preconditions)}
${step.commands.map((command) => html`<div class="command"><pre class="code" tabindex="0">${command}</pre>${copyButton(command, 'command')}</div>`)}
${sentences('notes', step.notes)}
${step.risk === '' || step.risk === 'None.' ? null : html`<p class="flag">Risk: ${step.risk}</p>`}</li>
`
}

function sentences(kind: string, texts: readonly string[]): SafeHtml | null {
  if (texts.length === 0) return null
  return html`<ul class="${kind}">${texts.map((text) => html`<li>${text}</li>`)}</ul>`
}
