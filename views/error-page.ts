import { html, type SafeHtml } from '@remix-run/html-template'

/** What could not be shown, and what to do next. */
export function errorPage(error: {
  readonly status: number
  readonly message: string
  readonly nextStep: string
}): SafeHtml {
  return html`<section class="empty"><h1>${error.message}</h1>
<p>${error.nextStep}</p>
<p class="dim">${error.status} · <a href="/">overview</a></p></section>`
}
