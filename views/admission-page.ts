import { html, type SafeHtml } from '@remix-run/html-template'

/**
 * What a browser sees that has not been let in: no other file of the viewer is loaded, so it comes without a style.
 * `goOnTo`: the path that a link of another site asked for.
 */
export function admissionPage(
  error: { readonly message: string; readonly nextStep: string },
  goOnTo: string | undefined,
): SafeHtml {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>hyperscope</title></head>
<body><main>${goOnTo === undefined ? undefined : fromElsewhere(goOnTo)}<h1>${error.message}</h1>
<p>${error.nextStep}</p>
<p>It works in every browser of this machine, and goes on working when the viewer is started again. Lost it? Start hyperscope
again: it prints the same one.</p></main></body></html>`
}

function fromElsewhere(path: string): SafeHtml {
  return html`<h1>A link of another page led here.</h1>
<p>Go on to <a href="${path}">${path}</a>, if that is what you want to see.</p>
<h2>If that leads back to this page:</h2>`
}
