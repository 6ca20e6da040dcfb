import { html, type SafeHtml } from '@remix-run/html-template'
import { counted } from './format.ts'
import { copyButton } from './instance-head.ts'

// AWS's batch calls take at most this many ids.
const batchSize = 25

/** Instance ids in the forms that scripts, forms and AWS's batch calls take; folded until asked for. */
export function copiedIds(ids: readonly string[]): SafeHtml {
  const batches = Array.from({ length: Math.ceil(ids.length / batchSize) }, (_, at) =>
    ids.slice(at * batchSize, (at + 1) * batchSize).join(' '),
  )
  const forms: readonly (readonly [name: string, text: string])[] = [
    ['one a line', ids.join('\n')],
    ['with commas', ids.join(',')],
    ['JSON', JSON.stringify(ids)],
    [`batches of at most ${batchSize}`, batches.join('\n')],
  ]
  return html`<details class="more"><summary>Copy ${counted(ids.length, 'instance id')}</summary>
${forms.map(([name, text]) => html`<p class="dim">${name} ${copyButton(text, `instance ids, ${name}`)}</p><pre class="code ids" tabindex="0">${text}</pre>`)}</details>`
}
