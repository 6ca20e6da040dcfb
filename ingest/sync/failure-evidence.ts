// The lines of a failed attempt that say why, ranked by the engine against what healthy instances print. The decisive
// line of the attempt's own analysis stays the first; the others stand behind it.
import { rankedLines } from '../lifecycle/decisive-line-ranking.ts'
import type { ExplainRules } from '../lifecycle/explain-log.ts'
import type { Novelty } from '../lifecycle/healthy-lines.ts'
import type { Line } from '../lifecycle/line.ts'
import { logLine } from '../lifecycle/log-line.ts'
import { shownLines } from '../lifecycle/shown-lines.ts'
import { TemplateTable } from '../lifecycle/template-table.ts'
import type { FailedAttempt } from '../store/failed-attempt-store.ts'
import type { EvidenceLine } from '../store/root-cause-store.ts'
import type { SyncDatabase } from '../store/sync-database.ts'
import type { GroupFacts } from './group-facts.ts'

/** Lines before and after the decisive one that are ranked. */
const linesBefore = 200
const linesAfter = 20
const mostLines = 5
/** From this share of healthy instances on a line is familiar: one odd healthy instance proves nothing. */
const familiarShare = 0.02

/** Ranks the lines around one decisive line after another; a line seen once costs a look-up the next time. */
export class EvidenceRanking {
  readonly #database: SyncDatabase
  readonly #facts: GroupFacts
  readonly #rules: ExplainRules
  readonly #table = new TemplateTable()

  constructor(database: SyncDatabase, facts: GroupFacts, rules: ExplainRules) {
    this.#database = database
    this.#facts = facts
    this.#rules = rules
  }

  /** At most five lines, the decisive one first; none where no line says why. */
  evidence(failure: FailedAttempt): readonly EvidenceLine[] {
    const { streamId, decisiveOrdinal, instanceId, attempt } = failure
    if (decisiveOrdinal === null) return []
    const lines = this.#database.lines.between(streamId, {
      first: decisiveOrdinal - linesBefore,
      last: decisiveOrdinal + linesAfter,
    })
    return this.#ranked(lines, decisiveOrdinal).map(({ line, score, reasons }, index) => ({
      ...{
        instanceId,
        attempt,
        rank: index + 1,
        lineOrdinal: line.ordinal,
        line: line.text,
        score,
      },
      reasons: [
        ...(line.ordinal === decisiveOrdinal ? (JSON.parse(failure.reasons) as string[]) : []),
        ...reasons,
      ],
    }))
  }

  #ranked(
    lines: readonly Line[],
    decisiveOrdinal: number,
  ): readonly {
    readonly line: Line
    readonly score: number
    readonly reasons: readonly string[]
  }[] {
    const { reader, weights } = this.#rules
    const read = lines.map(({ text }) => logLine(text, reader, this.#table))
    const seenOn = lines.map(({ text }) => this.#healthyWith(text))
    const ranked = rankedLines(
      read,
      seenOn.map((count) => this.#novelty(count)),
      weights,
    )
    const decisive = lines.findIndex(({ ordinal }) => ordinal === decisiveOrdinal)
    const ordered = [
      ...ranked.filter(({ index }) => index === decisive),
      ...ranked.filter(({ index }) => index !== decisive),
    ]
    return shownLines(read, ordered, weights)
      .slice(0, mostLines)
      .flatMap(({ line: place, score, reasons }) => {
        const line = lines[place - 1]
        const seen = seenOn[place - 1] ?? 0
        return line === undefined ? [] : [{ line, score, reasons: this.#reasons(seen, reasons) }]
      })
  }

  #healthyWith(line: string): number {
    return this.#facts.healthyCount.get(this.#database.templates.idOf(line)) ?? 0
  }

  #novelty(healthyWith: number): Novelty {
    const healthy = this.#facts.healthy.size
    if (healthy === 0) return 'unknown'
    return healthyWith > 0 && healthyWith >= healthy * familiarShare ? 'familiar' : 'new'
  }

  /** A line on a few healthy instances counts as new; on how many it is stands in its place. */
  #reasons(healthyWith: number, reasons: readonly string[]): readonly string[] {
    if (healthyWith === 0) return reasons
    const counted = `such a line is on ${healthyWith} of ${this.#facts.healthy.size} healthy instances`
    return [counted, ...reasons.filter((reason) => !/healthy/.test(reason))]
  }
}
