import {
  explainLogs,
  type LogExplanation,
  type LogFile,
} from '../../ingest/lifecycle/explain-log.ts'
import { loadExplainRules } from '../../ingest/load-explain-rules.ts'
import type { CommandContext } from './command-context.ts'
import { linesOf, logFiles, readLog } from './log-files.ts'
import { printable, printableJson } from './printable.ts'

/** Lines of a log that are printed for people. */
const linesShown = 5
const charactersShown = 500

/** Prints why each log failed. Throws OperatorError `invalid-option` for what cannot be read. */
export function runExplain(
  job: {
    readonly logs: readonly string[]
    readonly healthy: readonly string[]
    readonly json: boolean
  },
  context: CommandContext,
): void {
  const failed = filesOf(job.logs)
  for (const explanation of explainLogs(failed, filesOf(job.healthy), loadExplainRules())) {
    const text = job.json ? printableJson(explanation, 0) : explanationText(explanation)
    context.stdout.write(text)
  }
}

/** Read one at a time, each time they are gone through: a fleet's logs need not fit in memory. */
class LogFiles implements Iterable<LogFile> {
  readonly #files: readonly string[]

  constructor(files: readonly string[]) {
    this.#files = files
  }

  *[Symbol.iterator](): Generator<LogFile> {
    for (const file of this.#files) yield { file, lines: linesOf(readLog(file)) }
  }
}

function filesOf(paths: readonly string[]): LogFiles {
  return new LogFiles(paths.flatMap(logFiles))
}

function explanationText({ file, lines }: LogExplanation): string {
  const text = linesOf(readLog(file))
  const shown = lines.slice(0, linesShown).map(({ line, score, reasons }) => {
    const why = [score.toFixed(1), ...reasons].join('; ')
    return `  ${String(line).padStart(7)}  ${shortened(text[line - 1] ?? '')}\n           ${why}`
  })
  const said = shown.length > 0 ? shown : ['  no line has any text']
  return printable(`${file === '-' ? 'standard input' : file}\n${said.join('\n')}\n\n`)
}

function shortened(line: string): string {
  return line.length > charactersShown ? `${line.slice(0, charactersShown)}…` : line.trimEnd()
}
