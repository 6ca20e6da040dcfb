import type { Redactor } from '../../ingest/lifecycle/redactor.ts'
import { printable } from './printable.ts'

/** Longer pieces of a log are cut: a model gains little from the rest of a line. */
const longest = 400

/**
 * Text that a machine wrote, for a reader that might take it for an instruction: in a fence that it cannot close, secrets
 * replaced, control characters visible.
 */
export function fenced(text: string, redactor: Redactor): string {
  const safe = printable(redactor.line(text)).replaceAll('\n', '\\n')
  const shown =
    safe.length > longest ? `${safe.slice(0, longest)}… (${safe.length} characters)` : safe
  const runs = Array.from(shown.matchAll(/`+/g), ([run]) => run.length)
  const fence = '`'.repeat(Math.max(3, ...runs.map((length) => length + 1)))
  return `${fence}untrusted-log-text\n${shown}\n${fence}`
}

/** How a budget is counted, in words for the reader of the pack. */
export const estimateRule =
  'one token for every two bytes of UTF-8 JSON; tokenizers in use need fewer for such text'

export function estimatedTokens(value: unknown): number {
  return Math.ceil(Buffer.byteLength(JSON.stringify(value)) / 2)
}
