// Which lines tell the failed from the healthy. Counted in instances, never in lines: one that prints a line a thousand
// times has it once. Lines that the failed lack weigh as much as lines they have: of a silent death they are all there is.
//
// The healthy must have reached the stage where the group failed; else everything a later stage prints would be "missing".
import { fisherOneSided } from './exact-test.ts'
import { benjaminiHochberg, type FourfoldTable, logOdds } from './statistics.ts'

/** On how many instances of a failure group and of its baseline a template stands. */
export interface TemplateCount {
  readonly templateId: string
  readonly failedInstances: number
  readonly healthyInstances: number
  /** Earliest place among the lines of the failed instances; breaks ties. undefined: on none of them, or unknown. */
  readonly position?: number | undefined
}

/** How many instances were looked at. */
export interface ContrastSize {
  readonly failed: number
  readonly healthy: number
}

export interface ContrastTemplate extends TemplateCount {
  /** `present`: on more of the failed. `missing`: on fewer of them. */
  readonly direction: 'present' | 'missing'
  /** True: the side that should not have it (present: healthy, missing: failed) has it on at most 2 %. */
  readonly exclusive: boolean
  /** Natural logarithm of the odds ratio, + 0.5 in each count; above 0 in both directions. */
  readonly logOdds: number
  readonly pValue: number
  /** Corrected for every template asked about, in both directions. */
  readonly qValue: number
  readonly significant: boolean
  /** `on 14 of 14 failed, 0 of 736 healthy`. */
  readonly sentence: string
}

export interface Contrast {
  /** Most telling first; what chance explains as well is kept, last, with `significant` false. */
  readonly templates: readonly ContrastTemplate[]
  /** How many questions the correction is for. */
  readonly questions: number
  /** Says how much was found, or why nothing can be. */
  readonly sentence: string
}

const significance = 0.05
const exclusiveShare = 0.02

/** What is on so few, or missing on so few, that no split of it could tell anything, is not asked about. */
export function isQuestion(
  count: Pick<TemplateCount, 'failedInstances' | 'healthyInstances'>,
  { failed, healthy }: ContrastSize,
): boolean {
  const present = count.failedInstances + count.healthyInstances
  const support = Math.min(3, failed)
  return present >= support && failed + healthy - present >= support
}

function directionOf(count: TemplateCount, size: ContrastSize): ContrastTemplate['direction'] {
  const more = count.failedInstances * size.healthy >= count.healthyInstances * size.failed
  return more ? 'present' : 'missing'
}

/** The table of "has it" (present) or "lacks it" (missing). */
function tableOf(count: TemplateCount, size: ContrastSize): FourfoldTable {
  const { failedInstances, healthyInstances } = count
  const { failed, healthy } = size
  const total = failed + healthy
  const present = failedInstances + healthyInstances
  if (directionOf(count, size) === 'present') {
    return { failedInside: failedInstances, inside: present, failed, total }
  }
  return { failedInside: failed - failedInstances, inside: total - present, failed, total }
}

function sentenceOf(count: TemplateCount, size: ContrastSize): string {
  const { failedInstances, healthyInstances } = count
  const healthy = `${healthyInstances} of ${size.healthy} healthy`
  if (directionOf(count, size) === 'present') {
    return `on ${failedInstances} of ${size.failed} failed, ${healthy}`
  }
  return `missing on ${size.failed - failedInstances} of ${size.failed} failed; on ${healthy}`
}

function isExclusive(count: TemplateCount, size: ContrastSize): boolean {
  return directionOf(count, size) === 'present'
    ? count.healthyInstances <= exclusiveShare * size.healthy
    : count.failedInstances <= exclusiveShare * size.failed
}

// The line that comes first is nearer to the cause than the ten that follow from it.
function byTelling(a: ContrastTemplate, b: ContrastTemplate): number {
  const places = (a.position ?? Number.MAX_VALUE) - (b.position ?? Number.MAX_VALUE)
  const names = a.templateId < b.templateId ? -1 : 1
  return a.pValue - b.pValue || b.logOdds - a.logOdds || places || names
}

/**
 * Ranks templates by how well they tell the failed from the healthy. With no healthy instance there is nothing to compare
 * with: no template, and the sentence says so.
 */
export function contrast(counts: readonly TemplateCount[], size: ContrastSize): Contrast {
  if (size.healthy === 0 || size.failed === 0) {
    const who = size.failed === 0 ? 'failed' : 'healthy'
    const sentence = `No ${who} instance reached this stage: there is nothing to compare with.`
    return { templates: [], questions: 0, sentence }
  }
  const asked = counts.filter((count) => isQuestion(count, size))
  const questions = 2 * asked.length
  const tables = asked.map((count) => tableOf(count, size))
  const pValues = tables.map(fisherOneSided)
  const qValues = benjaminiHochberg(pValues, questions)
  const templates = asked.map((count, at): ContrastTemplate => {
    const table = tables[at]
    const qValue = qValues[at] ?? 1
    return {
      ...count,
      direction: directionOf(count, size),
      exclusive: isExclusive(count, size),
      logOdds: table === undefined ? 0 : logOdds(table),
      pValue: pValues[at] ?? 1,
      qValue,
      significant: qValue <= significance,
      sentence: sentenceOf(count, size),
    }
  })
  templates.sort(byTelling)
  return { templates, questions, sentence: summary(templates, size) }
}

function summary(
  templates: readonly ContrastTemplate[],
  { failed, healthy }: ContrastSize,
): string {
  const telling = templates.filter(({ significant }) => significant)
  const present = telling.filter(({ direction }) => direction === 'present').length
  const missing = telling.length - present
  const compared = `${failed} failed compared with ${healthy} healthy instances`
  if (telling.length === 0) return `No line tells the failed from the healthy; ${compared}.`
  const lines = present === 1 ? '1 line' : `${present} lines`
  return `${lines} on more of the failed, ${missing} on more of the healthy; ${compared}.`
}
