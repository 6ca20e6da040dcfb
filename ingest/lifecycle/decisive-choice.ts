// Chooses, among the lines that may say why an attempt failed, the one that does. Each gets points: for what the rules
// call it, for being the first of the heaviest kind (scripts go on after an error, and later ones follow from it), for
// how the ranking of line-evidence sees it among its neighbours, and for how many healthy instances print it too. What
// healthy instances print as a matter of course is never decisive; where nothing else is left, no line says why.
//
// Pure function of the attempt and of the counts over healthy instances: neither the order nor the number of syncs counts.
import type { ErrorLine, FailureClues } from './decisive-line.ts'
import { wilsonInterval } from './statistics.ts'

/** A line of a failed attempt with what was found out about it. `weight` 0: it only stands near an error. */
export interface CandidateLine extends ErrorLine {
  /** Its coarse template: by it healthy instances are asked for the same line. */
  readonly templateKey: string
  /** What the ranking of lines gives it in this attempt, apart from healthy instances. */
  readonly rankingScore: number
  /** What speaks for it in that ranking, the strongest first. */
  readonly rankingReasons: readonly string[]
}

/** The clues of a failed attempt, its lines judged by the ranking. */
export interface FailureCase extends Omit<FailureClues, 'errors'> {
  /** In order. */
  readonly lines: readonly CandidateLine[]
}

/** What the healthy instances of the fleet print. */
export interface HealthyPrints {
  readonly healthy: number
  /** How many of them print a line of this template. */
  healthyWith(templateKey: string): number
}

/** One of the lines that say why, or stand by. */
export interface EvidenceLine {
  readonly ordinal: number
  readonly text: string
  /** Comparable within one attempt only. */
  readonly score: number
  readonly reasons: readonly string[]
}

/** Why an attempt failed, as far as its lines say. */
export interface DecisiveChoice {
  /** undefined: no line says why. */
  readonly decisive: { readonly ordinal: number; readonly text: string } | undefined
  /** Why this line, or none: sentences. */
  readonly reasons: readonly string[]
  /** Highest score first, the decisive line the first of all; empty when there is none. */
  readonly evidence: readonly EvidenceLine[]
}

/** `usual`: healthy instances print it as a matter of course. `seen`: some do. `unknown`: there are none to ask. */
type Familiarity = 'unknown' | 'new' | 'seen' | 'usual'

/** Points for what the rules call a line. The steps are wide enough that a heavier line outweighs a well-placed one. */
const weightPoints = [0, 20, 24, 28] as const
const firstPoints = 3
/** The ranking moves a line by at most so many points, either way. */
const rankingPoints = 2
const familiarityPoints: Readonly<Record<Familiarity, number>> = {
  unknown: 0,
  new: 1.5,
  seen: 0,
  usual: -40,
}
/** A line behind the report counts only when none before it reports an error. */
const latePoints = -12
/** Up to this share of healthy instances a line is as good as new: one odd healthy instance proves nothing. */
const newShare = 0.02
/** When surely more than this share of healthy instances prints a line, it is no reason to fail. */
const usualShare = 0.2
const mostEvidence = 6

interface Judged {
  readonly line: CandidateLine
  readonly familiarity: Familiarity
  readonly healthyWith: number
  readonly eligible: boolean
  readonly score: number
}

/** Chooses the decisive line and ranks up to five others behind it. */
export function decisiveChoice(failure: FailureCase, prints: HealthyPrints): DecisiveChoice {
  const judged = judgedLines(failure, prints)
  const ranked = [...judged].sort((a, b) => b.score - a.score || a.line.ordinal - b.line.ordinal)
  const best = ranked.find(({ eligible }) => eligible)
  if (best === undefined) {
    return { decisive: undefined, reasons: noLine(passedOver(judged, prints)), evidence: [] }
  }
  const { ordinal, text } = best.line
  const shown = oncePerTemplate(ranked.filter(({ familiarity }) => familiarity !== 'usual'))
  return {
    decisive: { ordinal, text },
    reasons: [...whyThisLine({ failure, judged, best, prints }), ...passedOver(judged, prints)],
    evidence: shown.slice(0, mostEvidence).map((each) => ({
      ordinal: each.line.ordinal,
      text: each.line.text,
      score: Math.round(each.score * 100) / 100,
      reasons: whyItStandsBy(each, best, prints),
    })),
  }
}

/** The choice by the rules alone, before there is any other instance to compare with. */
export function choiceByRules(clues: FailureClues): DecisiveChoice {
  const lines = clues.errors.map((line) => ({
    ...{ ...line, templateKey: '', rankingScore: 0, rankingReasons: [] },
  }))
  return decisiveChoice({ ...clues, lines }, { healthy: 0, healthyWith: () => 0 })
}

function judgedLines({ lines }: FailureCase, prints: HealthyPrints): readonly Judged[] {
  const known = lines.map((line) => {
    const healthyWith = prints.healthyWith(line.templateKey)
    return { line, healthyWith, familiarity: familiarity(healthyWith, prints.healthy) }
  })
  const possible = known.filter((each) => each.line.weight > 0 && each.familiarity !== 'usual')
  const open = new Set(withoutLate(possible))
  const heaviest = Math.max(0, ...Array.from(open, ({ line }) => line.weight))
  const first = known.find((each) => open.has(each) && each.line.weight === heaviest)
  return known.map((each) => ({
    ...each,
    eligible: open.has(each),
    score: scoreOf(each, { isFirst: each === first, isLate: each.line.late && !open.has(each) }),
  }))
}

/** A line behind the report of the failure counts only when it says more than a hint, and nothing before it does. */
function withoutLate<Each extends { readonly line: ErrorLine }>(possible: readonly Each[]): Each[] {
  const inTime = possible.filter(({ line }) => !line.late)
  const heaviest = Math.max(0, ...inTime.map(({ line }) => line.weight))
  return possible.filter(({ line }) => !line.late || (heaviest <= 1 && line.weight > heaviest))
}

function familiarity(healthyWith: number, healthy: number): Familiarity {
  if (healthy === 0) return 'unknown'
  if (healthyWith <= healthy * newShare) return 'new'
  return wilsonInterval(healthyWith, healthy).low > usualShare ? 'usual' : 'seen'
}

function scoreOf(
  { line, familiarity }: Pick<Judged, 'line' | 'familiarity'>,
  place: { readonly isFirst: boolean; readonly isLate: boolean },
): number {
  return (
    (weightPoints[line.weight] ?? 0) +
    (place.isFirst ? firstPoints : 0) +
    (place.isLate ? latePoints : 0) +
    rankingPoints * Math.tanh(line.rankingScore / 4) +
    familiarityPoints[familiarity]
  )
}

function oncePerTemplate(ranked: readonly Judged[]): Judged[] {
  const templates = new Set<string>()
  return ranked.filter(({ line: { templateKey } }) => {
    const isFirst = templateKey === '' || !templates.has(templateKey)
    templates.add(templateKey)
    return isFirst
  })
}

interface Chosen {
  readonly failure: FailureCase
  readonly judged: readonly Judged[]
  readonly best: Judged
  readonly prints: HealthyPrints
}

function whyThisLine({ failure, judged, best, prints }: Chosen): string[] {
  const { line } = best
  const rivals = judged.filter((each) => each.eligible && each.line.weight === line.weight)
  const isFirst = rivals[0] === best
  const reasons = [
    isFirst
      ? `Line ${line.ordinal} is the first line of ${failure.place} that ${says(line.weight)}${line.weight === 1 ? '; none there says more' : ''}.`
      : `Line ${line.ordinal} is the line of ${failure.place} that ${says(line.weight)} most clearly: it ${line.rankingReasons.join(', ')}.`,
  ]
  if (line.exception) reasons.push('It is the exception that ends a Python traceback.')
  const seen = seenOnHealthy(best, prints)
  if (seen !== undefined) reasons.push(seen)
  const others = failure.errorCount - 1
  if (others > 0) reasons.push(othersPassedOver(others))
  if (failure.wrapperAt !== undefined && failure.wrapperAt !== line.ordinal) {
    reasons.push(`Line ${failure.wrapperAt} only reports that a command failed.`)
  }
  if (failure.reportedAt !== undefined && line.ordinal > failure.reportedAt) {
    reasons.push(
      `It comes after line ${failure.reportedAt}, which reports the failure: outputs that share a log arrive out of order.`,
    )
  }
  return reasons
}

function seenOnHealthy(
  { healthyWith }: Pick<Judged, 'healthyWith'>,
  { healthy }: HealthyPrints,
): string | undefined {
  if (healthy === 0) return undefined
  if (healthyWith === 0) return `None of ${healthy} healthy instances prints such a line.`
  return `Such a line is on ${healthyWith} of ${healthy} healthy instances.`
}

function othersPassedOver(others: number): string {
  if (others === 1) return '1 other error line there comes later or says less.'
  return `${others} other error lines there come later or say less.`
}

/** The error lines that healthy instances print as a matter of course: the heaviest first, two at most. */
function passedOver(judged: readonly Judged[], { healthy }: HealthyPrints): string[] {
  return judged
    .filter(({ line, familiarity }) => line.weight > 0 && familiarity === 'usual')
    .sort((a, b) => b.line.weight - a.line.weight || a.line.ordinal - b.line.ordinal)
    .slice(0, 2)
    .map(
      ({ line, healthyWith }) =>
        `Line ${line.ordinal} ${says(line.weight)}, but does not count: such a line is on ${healthyWith} of ${healthy} healthy instances.`,
    )
}

function noLine(passedOver: readonly string[]): readonly string[] {
  return passedOver.length === 0 ? [] : ['No line says why.', ...passedOver]
}

function says(weight: number): string {
  if (weight >= 3) return 'names a cause'
  return weight === 2 ? 'reports an error' : 'hints at an error'
}

/** Phrases, for a line behind the decisive one too. */
function whyItStandsBy(each: Judged, best: Judged, { healthy }: HealthyPrints): string[] {
  const { line, healthyWith } = each
  const spoken =
    line.weight === 0 ? [] : [line.weight === 1 ? 'hints at an error' : says(line.weight)]
  const later = each !== best && line.weight > 0 && line.ordinal > best.line.ordinal
  const place = line.late ? ['comes after the report of the failure'] : later ? ['comes later'] : []
  const counted =
    healthyWith > 0
      ? [`such a line is on ${healthyWith} of ${healthy} healthy instances`]
      : healthy > 0
        ? ['no healthy instance prints such a line']
        : []
  return [...spoken, ...place, ...counted, ...line.rankingReasons]
}
