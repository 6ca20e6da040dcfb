import { readFileSync } from 'node:fs'

let known: string | undefined

/** The version of this program, as its package says it. */
export function programVersion(): string {
  const packageFile = new URL(import.meta.resolve('#package.json'))
  known ??= (JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string }).version
  return known
}
