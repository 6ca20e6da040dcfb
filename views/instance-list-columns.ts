import { html, type SafeHtml } from '@remix-run/html-template'
import { duration, stepName, time, timeZone } from './format.ts'
import type { InstanceRow, InstancesRecord, SortKey } from './instances.ts'
import { stateMark } from './state-look.ts'
import { urls } from './urls.ts'

/** One column of the list of instances. */
export interface InstanceColumn {
  readonly label: string | SafeHtml
  /** undefined: the list cannot be ordered by it. */
  readonly sort?: SortKey
  readonly numeric?: true
  readonly cell: (row: InstanceRow, cluster: string) => SafeHtml
}

const text = (value: string | number | null): SafeHtml => html`<td>${value ?? ''}</td>`
/** `of`: what it counts, where no heading stands above it. */
const number = (value: string | number | null, of: string): SafeHtml =>
  html`<td class="num" data-of="${of}">${value ?? ''}</td>`
const at = (ms: number | null): SafeHtml =>
  html`<td class="when-at">${ms === null ? null : time(ms)}</td>`

/** Every column that there is, by the name it has in the URL, in the order of the page. */
export const instanceColumns = {
  state: { label: 'state', sort: 'state', cell: stateCell },
  group: { label: 'group', sort: 'group', cell: (row) => text(row.instanceGroup) },
  type: { label: 'type', sort: 'type', cell: (row) => text(row.instanceType) },
  zone: { label: 'zone', sort: 'zone', cell: (row) => text(row.availabilityZone) },
  ip: {
    label: 'IP address',
    sort: 'ip',
    cell: (row) => html`<td class="mono">${row.privateIp ?? ''}</td>`,
  },
  slot: { label: 'slot', cell: (row) => html`<td class="mono">${row.slot ?? ''}</td>` },
  attempts: {
    label: 'attempts',
    sort: 'attempts',
    numeric: true,
    cell: (row) => number(row.attempts, 'attempts'),
  },
  step: {
    label: 'stage, step',
    sort: 'step',
    cell: ({ stage, step }) =>
      html`<td title="${step ?? ''}">${step === null ? (stage ?? '') : stepName(step)}</td>`,
  },
  exit: { label: 'exit code', numeric: true, cell: (row) => number(row.exitCode, 'exit code') },
  started: { label: html`began, ${timeZone}`, sort: 'started', cell: (row) => at(row.startedMs) },
  ended: { label: html`last line, ${timeZone}`, sort: 'ended', cell: (row) => at(row.endedMs) },
  duration: {
    label: 'took',
    sort: 'duration',
    numeric: true,
    cell: ({ startedMs, endedMs }) =>
      number(startedMs === null || endedMs === null ? null : duration(endedMs - startedMs), 'took'),
  },
  cause: { label: 'why', sort: 'cause', cell: causeCell },
} as const satisfies Readonly<Record<string, InstanceColumn>>

export type ColumnName = keyof typeof instanceColumns

export const columnNames = Object.keys(instanceColumns) as readonly ColumnName[]

/** What is shown unless a URL says otherwise. */
export const usualColumns: readonly ColumnName[] = columnNames.filter(
  (name) => name !== 'slot' && name !== 'exit' && name !== 'ended',
)

/** How a choice of columns stands in a URL; undefined: the usual ones. */
export function columnsParameter(chosen: readonly ColumnName[]): string | undefined {
  const names = columnNames.filter((name) => chosen.includes(name)).join(',')
  return names === usualColumns.join(',') ? undefined : names || 'none'
}

/** Each column as a link that shows or hides it: a choice is a URL. */
export function columnChooser(record: InstancesRecord): SafeHtml {
  const { cluster, filter, sort, order, columns } = record
  return html`<details class="more choose"><summary>Columns</summary><ul class="chips">${columnNames.map(
    (name) => {
      const isShown = columns.includes(name)
      const others = isShown ? columns.filter((each) => each !== name) : [...columns, name]
      const href = urls.instances(cluster.key, filter, {
        ...{ sort, order },
        columns: columnsParameter(others),
      })
      return html`<li><a class="chip${isShown ? ' on' : ''}" href="${href}" title="${isShown ? 'hide' : 'show'} this column"><span aria-hidden="true">${isShown ? '✓' : '+'}</span> ${columnWords[name] ?? name}</a></li>`
    },
  )}</ul></details>`
}

const columnWords: Readonly<Partial<Record<ColumnName, string>>> = {
  ...{ ip: 'IP address', step: 'stage, step', exit: 'exit code', started: 'began' },
  ...{ ended: 'last line', duration: 'took', cause: 'why' },
}

function stateCell(row: InstanceRow): SafeHtml {
  return html`<td title="${row.stateReason}">${stateMark(row.state)}${row.awsDisagrees === 1 ? html` <span class="flag" title="AWS says otherwise">⚑</span>` : null}</td>`
}

function causeCell(row: InstanceRow, cluster: string): SafeHtml {
  return html`<td class="cause" title="${row.decisiveLine?.slice(0, 500) ?? row.stateReason}" hx-ignore>${cause(cluster, row)}</td>`
}

function cause(cluster: string, row: InstanceRow): SafeHtml {
  const { decisiveLine, decisiveLineOrdinal } = row
  if (decisiveLine === null || decisiveLineOrdinal === null) {
    return html`<span class="dim">${row.stateReason}</span>`
  }
  const href = urls.line(cluster, row.instanceId, { line: decisiveLineOrdinal })
  return html`<a class="line" href="${href}">${decisiveLine.slice(0, 300)}</a>`
}
