import { html, type SafeHtml } from '@remix-run/html-template'

export interface Option {
  readonly value: string
  /** undefined: the value is what is shown. */
  readonly label?: string
}

/** Values that are shown as they are. */
export function optionsOf(values: readonly string[]): readonly Option[] {
  return values.map((value) => ({ value }))
}

/** What a query may choose of filters with closed sets of values. */
export type Chosen<Choices extends Readonly<Record<string, readonly string[]>>> = {
  readonly [Name in keyof Choices]?: Choices[Name][number]
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
