import { html, type SafeHtml } from '@remix-run/html-template'
import { cohortNames } from './cohort.ts'
import type { CohortChoice, CompareRecord } from './compare-record.ts'
import { urls } from './urls.ts'

/** Plain forms and links: they work without scripts. */
export function cohortPickers(record: CompareRecord): SafeHtml {
  const { cluster, a, b, show } = record
  const swapped = urls.compare(cluster.key, { a: b.expression, b: a.expression, show })
  return html`<form class="filters pickers" action="${urls.compare(cluster.key)}">
${picker(record, 'a')}
${picker(record, 'b')}
${show === undefined ? null : html`<input type="hidden" name="show" value="${show}">`}
<button type="submit">Compare</button> ${b.terms === undefined ? null : html`<a href="${swapped}">swap</a>`}</form>
<p class="dim small quick">${quickLinks(record)}</p>
<details class="more"><summary>How to write a cohort</summary><p class="dim">Terms joined by commas; an instance must meet all of them: <code>failed</code>, <code>healthy</code>, <code>all</code> or a state; an instance id; a bring-up; the id of a failure group; <code>NAME=VALUE</code> with one of ${cohortNames.join(', ')}. B may also be <code>rest</code>, whatever is not in A, and <code>twin</code>, the healthy instance most like the one in A. <code>failed,zone=us-west-2c</code> against <code>healthy,zone=us-west-2c</code>.</p></details>`
}

function picker(record: CompareRecord, side: 'a' | 'b'): SafeHtml {
  const { choices } = record
  const chosen = record[side]
  const extra: readonly CohortChoice[] =
    side === 'b' ? [{ kind: 'state', expression: 'rest', label: 'the rest' }] : []
  const offered = [...choices, ...extra]
  const isOffered = offered.some(({ expression }) => expression === chosen.expression)
  const kinds = Map.groupBy(offered, ({ kind }) => kind)
  return html`<span class="picker"><label>${side.toUpperCase()} <select name="${side}">${isOffered ? null : option({ ...chosen, kind: '' }, chosen.expression)}${[...kinds].map(([kind, of]) => html`<optgroup label="${kind}">${of.map((choice) => option(choice, chosen.expression))}</optgroup>`)}</select></label>
<label>and <input name="${side}-and" placeholder="zone=us-west-2c"></label></span>`
}

function option({ expression, label }: CohortChoice, chosen: string): SafeHtml {
  const text = label.length > 70 ? `${label.slice(0, 69)}…` : label
  return expression === chosen
    ? html`<option value="${expression}" selected>${text}</option>`
    : html`<option value="${expression}">${text}</option>`
}

/** The comparisons that are asked for most. */
function quickLinks({ cluster, choices }: CompareRecord): SafeHtml {
  const of = (kind: string): readonly CohortChoice[] =>
    choices.filter((choice) => choice.kind === kind)
  const bringUps = of('bring-up')
  const at = bringUps.findIndex(({ expression }) => expression === cluster.bringUp?.bringUpId)
  const [own, previous] = bringUps.slice(Math.max(0, at), Math.max(0, at) + 2)
  const [group] = of('failure group')
  const links: (readonly [label: string, a: string, b: string])[] = [
    ['failed against healthy', 'failed', 'healthy'],
    ...(own === undefined || previous === undefined
      ? []
      : [['this bring-up against the one before', own.expression, previous.expression] as const]),
    ...(group === undefined
      ? []
      : [['largest failure group against healthy', group.expression, 'healthy'] as const]),
    ...of('zone').map(
      ({ label, expression }) =>
        [`${label.split(' (', 1)[0]} against the rest`, expression, 'rest'] as const,
    ),
  ]
  return html`${links.map(([label, a, b], index) => html`${index === 0 ? null : ' · '}<a href="${urls.compare(cluster.key, { a, b })}">${label}</a>`)}`
}
