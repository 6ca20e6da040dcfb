import { type InstanceFilter, urls } from './urls.ts'

/** A search, as far as its address tells it. */
export interface SearchTerms {
  readonly cluster: { readonly key: string }
  readonly query: {
    readonly q: string
    readonly mode: string
    readonly matchCase: boolean
    readonly not: boolean
    readonly attempts: string
    readonly template: string | undefined
    readonly filter: InstanceFilter
  }
}

/** The same search with some terms changed; `''` takes one away. It begins at its first page and with its usual time. */
export function searchUrl(
  { cluster, query: search }: SearchTerms,
  changes: Readonly<Record<string, string>> = {},
): string {
  return urls.search(cluster.key, {
    q: search.q,
    ...(search.mode === 'text' ? {} : { mode: search.mode }),
    ...(search.matchCase ? { case: 1 } : {}),
    ...(search.not ? { not: 1 } : {}),
    ...(search.attempts === 'all' ? { attempts: 'all' } : {}),
    template: search.template,
    ...search.filter,
    ...changes,
  })
}
