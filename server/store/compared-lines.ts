import { fewestToTest, tellingDifference } from '../../ingest/lifecycle/cohort-change.ts'
import { fisherOneSided } from '../../ingest/lifecycle/exact-test.ts'
import { benjaminiHochberg } from '../../ingest/lifecycle/statistics.ts'
import type { ComparedLines, LineChange } from '../../views/compare-record.ts'
import type { ComparedCohort } from './compared-cohorts.ts'
import type { Stores } from './stores.ts'
import { samplesOf, type TemplateTally } from './template-store.ts'

const significance = 0.05
/** More rows of a side than this nobody reads. */
const mostRows = 200

interface TellingTemplate {
  readonly templateId: number
  readonly a: number
  readonly b: number
  /** null: too few instances for a test. */
  readonly qValue: number | null
  /** Attempts that have it: of the cluster, or of both sides where a test ranks them. */
  readonly everywhere: number
}

/** Masked lines that stand on more instances of one side than chance would put there, the most telling first. */
export function lineChanges(
  stores: Stores,
  clusterId: string,
  sides: readonly [ComparedCohort, ComparedCohort],
): ComparedLines {
  // How common a line is everywhere costs a walk of its own, and ranks only what no test can.
  const isFew = sides.some(({ withLog }) => withLog < fewestToTest)
  const cohorts = sides.map(lastAttempts)
  const [a, b, all] = stores.templates.tallies(clusterId, [
    ...cohorts,
    ...(isFew ? [undefined] : []),
  ])
  if (!a?.instances || !b?.instances) {
    return { changed: [], same: 0, telling: { a: 0, b: 0 } }
  }
  const { asked, telling } = all === undefined ? tellingByTest(a, b) : tellingOfFew(a, b, all)
  const isOfA = (row: TellingTemplate): boolean => row.a * b.instances > row.b * a.instances
  const ofA = telling.filter(isOfA)
  const ofB = telling.filter((row) => !isOfA(row))
  const changed = [
    ...rowsOf(stores, ofA.slice(0, mostRows), { tally: a, side: 'a' }),
    ...rowsOf(stores, ofB.slice(0, mostRows), { tally: b, side: 'b' }),
  ]
  const counts = { a: ofA.length, b: ofB.length }
  return { changed, same: asked - telling.length, telling: counts }
}

function lastAttempts({ members }: ComparedCohort): ReadonlyMap<string, number> {
  return new Map(members.map(({ instanceId, lastAttempt }) => [instanceId, lastAttempt ?? 0]))
}

/** First what hardly any other attempt has and a has, and what nearly every other has and a lacks. */
function tellingOfFew(a: TemplateTally, b: TemplateTally, all: TemplateTally) {
  const telling: TellingTemplate[] = []
  let asked = 0
  for (let id = 0; id < a.counts.length; id += 1) {
    const [inA, inB] = [a.counts[id] ?? 0, b.counts[id] ?? 0]
    if (inA + inB === 0) continue
    asked += 1
    if (Math.abs(inA / a.instances - inB / b.instances) < tellingDifference) continue
    telling.push({ templateId: id, a: inA, b: inB, qValue: null, everywhere: all.counts[id] ?? 0 })
  }
  const rank = ({ a: inA, everywhere }: TellingTemplate): number =>
    inA > 0 ? everywhere : -everywhere
  return {
    asked,
    telling: telling.sort((x, y) => rank(x) - rank(y) || x.templateId - y.templateId),
  }
}

function tellingByTest(a: TemplateTally, b: TemplateTally) {
  const total = a.instances + b.instances
  const support = Math.min(fewestToTest, a.instances)
  const asked: (TellingTemplate & { readonly pValue: number })[] = []
  for (let id = 0; id < a.counts.length; id += 1) {
    const [inA, inB] = [a.counts[id] ?? 0, b.counts[id] ?? 0]
    const inside = inA + inB
    if (inside < support || total - inside < support) continue
    const isOfA = inA * b.instances > inB * a.instances
    const [own, size] = isOfA ? [inA, a.instances] : [inB, b.instances]
    const pValue = fisherOneSided({ failedInside: own, inside, failed: size, total })
    asked.push({ templateId: id, a: inA, b: inB, qValue: null, everywhere: inside, pValue })
  }
  // Each template is asked about in both directions.
  const qValues = benjaminiHochberg(
    asked.map(({ pValue }) => pValue),
    2 * asked.length,
  )
  const telling = asked
    .map((row, index) => ({ ...row, qValue: qValues[index] ?? 1 }))
    .filter(({ qValue }) => qValue <= significance)
    .sort(
      (x, y) => x.pValue - y.pValue || x.everywhere - y.everywhere || x.templateId - y.templateId,
    )
  return { asked: asked.length, telling }
}

function rowsOf(
  stores: Stores,
  telling: readonly TellingTemplate[],
  of: { readonly tally: TemplateTally; readonly side: 'a' | 'b' },
): readonly LineChange[] {
  const ids = telling.map(({ templateId }) => templateId)
  const texts = stores.templates.texts(ids)
  const samples = samplesOf(of.tally, new Set(ids))
  return telling.map(({ templateId, a, b, qValue }) => ({
    ...{ a, b, qValue },
    change: `${Math.min(a, b) === 0 ? 'only' : 'more'}-${of.side}` as LineChange['change'],
    key: texts.get(templateId)?.key ?? '',
    template: texts.get(templateId)?.text ?? '',
    sample: samples.get(templateId),
  }))
}
