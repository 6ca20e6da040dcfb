import { html, type SafeHtml } from '@remix-run/html-template'
import { causesPart } from './compare-causes.ts'
import { configurationPart } from './compare-configuration.ts'
import { durationsPart } from './compare-durations.ts'
import { linesPart } from './compare-lines.ts'
import { membersUrl } from './compare-part.ts'
import { cohortPickers } from './compare-pickers.ts'
import type { ComparedPart, CompareRecord } from './compare-record.ts'
import { comparisonSentence } from './compare-words.ts'
import { count, counted } from './format.ts'
import { urls } from './urls.ts'

/** Two cohorts side by side: causes, lines, durations, configuration. */
export function compare(record: CompareRecord): SafeHtml {
  const parts = {
    causes: causesPart,
    lines: linesPart,
    durations: durationsPart,
    configuration: configurationPart,
  }
  const { show } = record
  return html`<h1>Compare</h1>
${cohortPickers(record)}
<div class="columns even">${side(record, 'a')}${side(record, 'b')}</div>
<p class="compared">${comparisonSentence(record)}${overlap(record)}</p>
${partTabs(record)}
${record.a.instances === 0 || record.b.instances === 0 ? null : Object.entries(parts).map(([name, part]) => (show === undefined || show === name ? part(record) : null))}`
}

function side(record: CompareRecord, name: 'a' | 'b'): SafeHtml {
  const cohort = record[name]
  const href = membersUrl(record, cohort, {})
  const number = counted(cohort.instances, 'instance')
  return html`<section class="card cohort"><h2><span class="side">${name.toUpperCase()}</span> ${cohort.label}</h2>
<p>${href === undefined ? number : html`<a href="${href}">${number}</a>`}${cohort.withLog === cohort.instances ? null : html` <span class="dim">${count(cohort.withLog)} with a log</span>`} <code>${cohort.expression}</code></p></section>`
}

function overlap({ shared, a, b }: CompareRecord): SafeHtml | null {
  if (shared === 0) return null
  if (shared === a.instances && shared === b.instances) {
    return html` <span class="dim">A and B are the same instances.</span>`
  }
  return html` <span class="dim">${counted(shared, 'instance')} in both: tests take the two sides for apart.</span>`
}

const partNames: Readonly<Record<ComparedPart, string>> = {
  causes: 'Causes',
  lines: 'Lines',
  durations: 'Durations',
  configuration: 'Configuration',
}

function partTabs(record: CompareRecord): SafeHtml {
  const { cluster, show, a, b } = record
  const numbers: Readonly<Record<ComparedPart, number>> = {
    causes: record.causes.changed.length + record.states.changed.length,
    lines: record.lines.telling.a + record.lines.telling.b,
    durations: record.durations.changed.length,
    configuration: record.configuration.changed.length,
  }
  const tab = (part: ComparedPart | undefined, label: SafeHtml): SafeHtml => {
    const href = urls.compare(cluster.key, { a: a.expression, b: b.expression, show: part })
    return part === show
      ? html`<a href="${href}" aria-current="page">${label}</a>`
      : html`<a href="${href}">${label}</a>`
  }
  const parts = Object.entries(partNames) as [ComparedPart, string][]
  return html`<nav class="attempts parts" aria-label="Parts of the comparison">${tab(undefined, html`All`)}${parts.map(([part, name]) => tab(part, html`${name} <b>${count(numbers[part])}</b>`))}</nav>`
}
