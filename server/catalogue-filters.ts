import { type CatalogueFilter, catalogueChoices } from '../views/catalogue-filters.ts'
import { chosenOf } from './filters.ts'

/** The filter that a query asks for. Throws OperatorError `invalid-request`. */
export function readCatalogueFilter(query: Readonly<Record<string, string>>): CatalogueFilter {
  return { ...chosenOf(query, catalogueChoices), ...(query.text && { text: query.text }) }
}
