import { html, type SafeHtml } from '@remix-run/html-template'
import type { CoverageState } from '../ingest/lifecycle/coverage.ts'
import { count } from './format.ts'
import { stateGlyph, stateLooks } from './state-look.ts'
import { urls } from './urls.ts'

export interface CoverageCount {
  readonly state: CoverageState
  readonly instances: number
}

interface Segment extends CoverageCount {
  readonly start: number
  readonly width: number
}

/** Every expected instance in exactly one state: a bar and its legend, each number a link. */
export function ledger(cluster: string, coverage: readonly CoverageCount[]): SafeHtml {
  const present = coverage.filter(({ instances }) => instances > 0)
  return html`<section class="coverage" aria-label="Coverage: where every expected instance stands">
${ledgerBar(present)}
<ul class="legend">${present.map(
    ({ state, instances }) =>
      html`<li>${stateGlyph(state)} <a href="${urls.instances(cluster, { state })}">${count(instances)}</a> ${stateLooks[state].label}</li>`,
  )}</ul>
</section>`
}

/** The bar alone, with its words for those who do not see it. */
export function ledgerBar(coverage: readonly CoverageCount[]): SafeHtml {
  const present = coverage.filter(({ instances }) => instances > 0)
  const words = present.map(
    ({ state, instances }) => `${count(instances)} ${stateLooks[state].label}`,
  )
  return html`<svg class="ledger" width="100%" height="14" role="img" aria-label="${words.join(', ')}"><title>${words.join(', ')}</title>${segments(present).map(segment)}</svg>`
}

// A state of one instance among thousands must still be seen: every segment gets at least this much of 100.
const leastWidth = 0.6

function segments(present: readonly CoverageCount[]): Segment[] {
  const total = present.reduce((sum, { instances }) => sum + instances, 0)
  const shares = present.map(({ instances }) => Math.max(leastWidth, (instances / total) * 100))
  const scale = 100 / shares.reduce((sum, share) => sum + share, 0)
  let start = 0
  return present.map((each, index) => {
    const width = (shares[index] ?? 0) * scale
    const placed = { ...each, start, width }
    start += width
    return placed
  })
}

function segment({ state, start, width }: Segment): SafeHtml {
  const { tone } = stateLooks[state]
  const gap = width > leastWidth ? 0.15 : 0.1
  return html`<rect class="${tone}" x="${start.toFixed(2)}%" width="${(width - gap).toFixed(2)}%" height="14"${tone === 'none' ? html` fill="url(#hatch)"` : null}/>`
}
