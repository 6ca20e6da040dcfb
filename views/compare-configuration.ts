import { html, type SafeHtml } from '@remix-run/html-template'
import { small } from './compare-lines.ts'
import { bothSides, moreRows, noDifference, rowsShown } from './compare-part.ts'
import type { CompareRecord, ConfigurationChange } from './compare-record.ts'
import { changeWord } from './compare-words.ts'

const names: Partial<Readonly<Record<ConfigurationChange['name'], string>>> = {
  group: 'instance group',
  type: 'instance type',
  zone: 'zone',
  'zone-id': 'zone id',
  script: 'lifecycle scripts',
  capacity: 'capacity type',
}

/** Values of attributes whose share of the instances differs. */
export function configurationPart(record: CompareRecord): SafeHtml {
  const { configuration } = record
  if (configuration.changed.length === 0) {
    return html`<section class="card"><h2>Configuration</h2>${noDifference('values of group, type, zone, image, scripts and capacity type', configuration.same)}</section>`
  }
  return html`<section class="card wide"><h2>Configuration <span class="dim">as AWS listed it at the last sync</span></h2>
<table class="list compare"><thead><tr><th scope="col">change</th><th scope="col" class="num">A</th><th scope="col" class="num">B</th><th scope="col" class="num"><abbr title="exact test, corrected for every value of the attribute">q</abbr></th><th scope="col">attribute</th><th scope="col">value</th></tr></thead>
<tbody>${rowsShown(record, 'configuration', configuration.changed).map((row) => configurationRow(record, row))}</tbody></table>${moreRows(record, 'configuration', configuration)}</section>`
}

function configurationRow(record: CompareRecord, row: ConfigurationChange): SafeHtml {
  const { name, value, change, qValue } = row
  return html`<tr class="${change}"><td>${changeWord(record, change)}</td>${bothSides(record, row, { [name]: value })}<td class="num">${small(qValue)}</td><td class="dim">${names[name] ?? name}</td><td class="mono">${value}</td></tr>
`
}
