import type { OperationScene } from './demo-operation.ts'
import type { ServiceError } from './service-error.ts'

/** A listing of which one page is asked for. New entries may appear in it between two pages. */
export interface Listing<T> {
  readonly entries: readonly T[]
  readonly keyOf: (entry: T) => string
  /** What the token is bound to: operation and parameters. */
  readonly request: string
  readonly token: string | undefined
  readonly limit: number
  readonly refusal: ServiceError
}

export interface ListPage<T> {
  readonly entries: readonly T[]
  /** undefined: this page is the last. */
  readonly nextToken: string | undefined
}

/** The place after the entry that the token names; the end when that entry has gone. */
function startOf<T>({ tokens }: OperationScene, listing: Listing<T>): number {
  const { entries, keyOf, request, token, refusal } = listing
  if (token === undefined) return 0
  const key = String(tokens.read(request, token, refusal)[0])
  if (key === '') return 0
  const place = entries.findIndex((entry) => keyOf(entry) === key)
  return place === -1 ? entries.length : place + 1
}

/** Cuts one page out of a listing. */
export function listPage<T>(scene: OperationScene, listing: Listing<T>): ListPage<T> {
  const { entries, keyOf, request, limit } = listing
  const { tokens, trick } = scene
  const start = startOf(scene, listing)
  const tokenAt = (place: number): string => {
    const entry = entries[place - 1]
    return tokens.issue(request, [entry === undefined ? '' : keyOf(entry)])
  }
  if (trick === 'empty-page') return { entries: [], nextToken: tokenAt(start) }
  const page = entries.slice(start, start + limit)
  if (trick === 'repeated-page') return { entries: page, nextToken: tokenAt(start) }
  const end = start + limit
  return { entries: page, nextToken: end >= entries.length ? undefined : tokenAt(end) }
}
