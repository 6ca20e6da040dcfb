import type { StepRun } from '../ingest/lifecycle/step.ts'
import type { LogLineRecord } from './log.ts'

/** Consecutive lines that one step wrote; step undefined: lines outside every step. */
export interface LogSection<Line extends LogLineRecord> {
  readonly step: StepRun | undefined
  /** True: the step began before these lines, above or inside another step. */
  readonly continued: boolean
  readonly lines: readonly Line[]
}

/** Cuts lines where the innermost step changes. Both lists stand in order. */
export function logSections<Line extends LogLineRecord>(
  lines: readonly Line[],
  steps: readonly StepRun[],
): readonly LogSection<Line>[] {
  const sections: (Omit<LogSection<Line>, 'lines'> & { readonly lines: Line[] })[] = []
  const innermost = innermostStep(steps)
  for (const line of lines) {
    const step = innermost(line.ordinal)
    const section = sections.at(-1)
    if (section !== undefined && section.step === step) section.lines.push(line)
    else
      sections.push({
        step,
        continued: (step?.firstLine ?? line.ordinal) < line.ordinal,
        lines: [line],
      })
  }
  return sections
}

/** Answers for ascending ordinals only; each step is opened and closed once. */
function innermostStep(steps: readonly StepRun[]): (ordinal: number) => StepRun | undefined {
  const waiting = [...steps].reverse()
  const open: StepRun[] = []
  return (ordinal) => {
    for (
      let step = waiting.at(-1);
      step !== undefined && step.firstLine <= ordinal;
      step = waiting.at(-1)
    ) {
      open.push(step)
      waiting.pop()
    }
    while (open.length > 0 && (open.at(-1)?.lastLine ?? 0) < ordinal) open.pop()
    return open.at(-1)
  }
}
