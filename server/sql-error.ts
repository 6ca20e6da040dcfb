import type { OperatorError } from '../ingest/operator-error.ts'
import type { SqlError } from '../views/sql.ts'

const named = /(?:near "([^"]+)"|unrecognized token: "([^"]+)"|no such \w+: ([^\s,]+?)\.?$)/

/** What SQLite says, with the place in the query where it names a word that stands there once. */
export function sqlErrorOf({ message, nextStep }: OperatorError, query: string): SqlError {
  const [, near, token, name] = named.exec(message) ?? []
  const word = near ?? token ?? name
  return { message, nextStep, at: word === undefined ? undefined : placeOf(word, query) }
}

function placeOf(word: string, query: string): SqlError['at'] {
  const index = query.indexOf(word)
  if (index === -1 || query.includes(word, index + 1)) return undefined
  const before = query.slice(0, index).split('\n')
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 }
}
