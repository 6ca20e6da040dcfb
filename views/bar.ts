import { html, type SafeHtml } from '@remix-run/html-template'

/** A bar of `share` (0 to 1) of the room it has. A share above nothing stays visible. */
export function bar(share: number, tone: string): SafeHtml {
  const width = share <= 0 ? 0 : Math.max(2, Math.round(share * 1000) / 10)
  return html`<svg class="bar ${tone}" width="100%" height="9" aria-hidden="true"><rect width="${width}%" height="9" rx="2"/></svg>`
}
