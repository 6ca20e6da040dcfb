import { html, type SafeHtml } from '@remix-run/html-template'
import { bytes, count, counted, percent } from './format.ts'

/** What the SQLite file takes, over all its clusters. */
export interface DataFileRecord {
  readonly bytes: number
  /** UTF-8 bytes of the messages in it. */
  readonly rawBytes: number
  /** Compressed lines, and the search index over them. */
  readonly lineBytes: number
  readonly indexBytes: number
  readonly clusters: number
}

/** What wrote and what reads it. */
export interface DataVersions {
  readonly program: string
  readonly schema: number
  readonly sqlite: string
  /** Of what turns lines into attempts, and of what masks their variable parts. */
  readonly analysis: string
  readonly mask: string
  /** Of the choice of the line that says why, with the failure groups that it named. */
  readonly signatures: readonly { readonly algorithm: string; readonly groups: number }[]
  /** Fingerprints of the rules that streams were read with. */
  readonly rules: readonly { readonly fingerprint: string; readonly streams: number }[]
}

/** How large the file is for what it holds. */
export function dataFile(file: DataFileRecord): SafeHtml {
  const rest = file.bytes - file.lineBytes - file.indexBytes
  const share = (part: number) => (file.bytes === 0 ? '' : `${percent(part / file.bytes)} %`)
  const perRaw = file.rawBytes === 0 ? '' : (file.bytes / file.rawBytes).toFixed(2)
  return html`<section class="card"><h2>File <span class="dim">${counted(file.clusters, 'cluster')}</span></h2><table class="facts-table"><tbody>
<tr><th scope="row">file</th><td class="num">${bytes(file.bytes)}</td><td></td><td class="dim">${perRaw === '' ? 'holds no line yet' : html`${perRaw} bytes a byte of log, of which there are ${bytes(file.rawBytes)}`}</td></tr>
<tr><th scope="row">lines, compressed</th><td class="num">${bytes(file.lineBytes)}</td><td class="num dim">${share(file.lineBytes)}</td></tr>
<tr><th scope="row">search index</th><td class="num">${bytes(file.indexBytes)}</td><td class="num dim">${share(file.indexBytes)}</td></tr>
<tr><th scope="row">all else</th><td class="num">${bytes(rest)}</td><td class="num dim">${share(rest)}</td></tr>
</tbody></table></section>`
}

export function dataVersions(versions: DataVersions): SafeHtml {
  const { program, schema, sqlite, analysis, mask, signatures, rules } = versions
  const mixed = rules.length > 1
  return html`<section class="card"><h2>Versions</h2><table class="facts-table"><tbody>
<tr><th scope="row">hyperscope</th><td>${program}</td></tr>
<tr><th scope="row">schema of the file</th><td>${count(schema)}</td></tr>
<tr><th scope="row">SQLite</th><td>${sqlite}</td></tr>
<tr><th scope="row">reading of lines, masks</th><td>${analysis}, ${mask}</td></tr>
<tr><th scope="row">signatures</th><td>${signatures.length === 0 ? 'none' : signatures.map(({ algorithm, groups }) => `${algorithm} (${counted(groups, 'failure group')})`).join(', ')}</td></tr>
<tr><th scope="row">rules</th><td>${rules.length === 0 ? 'none' : rules.map(({ fingerprint, streams }) => html`<code title="${fingerprint}">${fingerprint.slice(0, 12)}</code> ${counted(streams, 'stream')} `)}${mixed ? html`<span class="flag">⚑ several: <code>hyperscope reindex</code> reads all alike</span>` : null}</td></tr>
</tbody></table></section>`
}
