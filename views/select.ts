import { html, type SafeHtml } from '@remix-run/html-template'

export interface Option {
  readonly value: string
  /** undefined: the value is what is shown. */
  readonly label?: string
}

/** A list of a form to choose one value of, or any. What is chosen stays in it, whether or not it is offered. */
export function select(
  at: { readonly name: string; readonly label: string; readonly options: readonly Option[] },
  chosen: string | undefined,
): SafeHtml {
  const isListed = chosen === undefined || at.options.some(({ value }) => value === chosen)
  const options = isListed ? at.options : [...at.options, { value: chosen }]
  return html`<label>${at.label} <select name="${at.name}"><option value="">any</option>${options.map(
    ({ value, label }) =>
      html`<option value="${value}"${value === chosen ? html` selected` : null}>${label ?? value}</option>`,
  )}</select></label>
`
}
