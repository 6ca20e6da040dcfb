import { type LogLimits, logLimits } from '../../ingest/store/write-ahead-log.ts'
import type { CommandContext } from './command-context.ts'
import { printable } from './printable.ts'

/** Says on standard error whom a command waits for, below whatever shows how far it is. */
export function toldLimits({ stderr }: CommandContext): LogLimits {
  return { ...logLimits, tell: (sentence) => void stderr.write(`\n${printable(sentence)}\n`) }
}
