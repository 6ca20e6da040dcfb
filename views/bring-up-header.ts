import { html, type SafeHtml } from '@remix-run/html-template'
import { clockMinute, count, counted, day } from './format.ts'
import type { ClusterHeader } from './layout.ts'
import { urls } from './urls.ts'

/** A bring-up, as lists of bring-ups show it. */
export interface BringUpHeader {
  /** Minute of its first attempt, `2026-11-23T02:04Z`. */
  readonly bringUpId: string
  /** null: the user gave it none. */
  readonly label: string | null
  /** First line of its first attempt, last line of its last one; epoch ms. */
  readonly startedMs: number
  readonly endedMs: number
  readonly attempts: number
  /** Instances with an attempt in it, and those of them whose last attempt in it failed. */
  readonly instances: number
  readonly failed: number
}

/** `23 Nov 2026 02:04`, with the label where there is one. */
export function bringUpName({ label, startedMs }: BringUpHeader): string {
  const at = `${day(startedMs)} ${clockMinute(startedMs)}`
  return label === null ? at : `${label} (${at})`
}

/** Which bring-up the pages are about, and links to the same page of the others. Works without scripts. */
export function bringUpMenu(cluster: ClusterHeader): SafeHtml | null {
  const { bringUps, bringUp } = cluster
  if (bringUps.length === 0) return null
  const present = urls.inScope(cluster.key, null)
  return html`<details class="scope" data-menu><summary title="Choose a bring-up">${bringUp === null ? 'now' : bringUpName(bringUp)}</summary>
<ul>
<li><a href="${urls.cluster(present)}"${bringUp === null ? html` aria-current="true"` : null}><b>now</b> <span class="dim">the cluster as it stands</span></a></li>
${bringUps.map((each) => menuItem(cluster, each))}
<li><a href="${urls.bringUps(present)}">all bring-ups</a></li>
</ul></details>`
}

function menuItem(cluster: ClusterHeader, each: BringUpHeader): SafeHtml {
  const href = urls.cluster(urls.inScope(cluster.key, each.bringUpId))
  const isCurrent = cluster.bringUp?.bringUpId === each.bringUpId
  return html`<li><a href="${href}"${isCurrent ? html` aria-current="true"` : null}><b>${bringUpName(each)}</b> <span class="dim">${counted(each.instances, 'instance')}, ${count(each.failed)} failed</span></a></li>
`
}

/** Above the content, where it is not about the present. */
export function scopeNote(cluster: ClusterHeader): SafeHtml | null {
  const { bringUp } = cluster
  if (bringUp === null) return null
  return html`<p class="scope-note" role="note">As it stood at the end of the bring-up of <b>${bringUpName(bringUp)}</b> UTC: ${counted(bringUp.instances, 'instance')} ran in it. The number of lines to search, what AWS says and the page of the data are about the whole file, as of the last sync. <a href="${urls.cluster(urls.inScope(cluster.key, null))}">The cluster now</a></p>`
}
