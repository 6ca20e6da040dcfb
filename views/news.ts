import { html, type SafeHtml } from '@remix-run/html-template'
import { counted } from './format.ts'
import type { ClusterHeader } from './layout.ts'
import { urls } from './urls.ts'

/** Where a page asks now and then whether the file has new lines. The page itself never moves by that. */
export function newsPlace({ key, lines }: Pick<ClusterHeader, 'key' | 'lines'>): SafeHtml {
  return html`<div id="news" role="status" hx-get="${urls.news(key, lines)}" hx-trigger="every 15s" hx-swap="innerHTML"></div>`
}

/** The quiet bar: a link to this page as it is now. `more`: lines since it was drawn; less than none: some were replaced. */
export function news(more: number): SafeHtml {
  const what = more > 0 ? counted(more, 'new line') : 'The file has changed'
  return html`<p class="news">${what} · <a href="">show them</a></p>`
}
