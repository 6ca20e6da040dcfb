import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type CandidateLine,
  decisiveChoice,
  type FailureCase,
  type HealthyPrints,
} from '../../../ingest/lifecycle/decisive-choice.ts'
import { caseLines, FailureCases } from '../../../ingest/lifecycle/failure-case.ts'
import { onlyAttempt, shippedRules, streamLines } from './stream-lines.ts'

const test = suite('decisive choice')

function line(ordinal: number, weight: number, change: Partial<CandidateLine> = {}): CandidateLine {
  return {
    ...{ ordinal, text: `line ${ordinal}`, weight, exception: false, late: false },
    ...{ templateKey: `t${ordinal}`, rankingScore: 0, rankingReasons: [] },
    ...change,
  }
}

function failure(...lines: CandidateLine[]): FailureCase {
  return {
    ...{ place: './a.sh', lines, wrapperAt: undefined, reportedAt: undefined },
    errorCount: lines.filter(({ weight }) => weight > 0).length,
  }
}

/** Healthy instances of which so many print a template. */
function fleet(healthy: number, counts: Readonly<Record<string, number>> = {}): HealthyPrints {
  return { healthy, healthyWith: (key) => counts[key] ?? 0 }
}

test('what every healthy instance prints is passed over, and the choice says so', () => {
  const { decisive, reasons } = decisiveChoice(
    failure(line(88, 3), line(412, 2)),
    fleet(736, { t88: 736 }),
  )
  assert.is(decisive?.ordinal, 412)
  assert.equal(reasons, [
    'Line 412 is the first line of ./a.sh that reports an error.',
    'None of 736 healthy instances prints such a line.',
    '1 other error line there comes later or says less.',
    'Line 88 names a cause, but does not count: such a line is on 736 of 736 healthy instances.',
  ])
})

test('where healthy instances print every error line, no line says why', () => {
  const choice = decisiveChoice(failure(line(5, 3)), fleet(40, { t5: 39 }))
  assert.is(choice.decisive, undefined)
  assert.equal(choice.evidence, [])
  assert.match(choice.reasons.join(' '), 'No line says why.')
})

test('what a few healthy instances met and overcame may still be decisive', () => {
  for (const [healthy, met] of [
    [733, 11],
    [70, 2],
    [15, 3],
    [3, 1],
  ] as const) {
    const { decisive, reasons } = decisiveChoice(failure(line(5, 3)), fleet(healthy, { t5: met }))
    assert.is(decisive?.ordinal, 5)
    assert.ok(reasons.includes(`Such a line is on ${met} of ${healthy} healthy instances.`))
  }
})

test('a line behind the report counts only when none before it reports an error', () => {
  const late = line(50, 3, { late: true })
  assert.is(decisiveChoice(failure(line(9, 2), late), fleet(0)).decisive?.ordinal, 9)
  assert.is(decisiveChoice(failure(line(9, 1), late), fleet(0)).decisive?.ordinal, 50)
  assert.is(decisiveChoice(failure(line(9, 2), late), fleet(8, { t9: 8 })).decisive?.ordinal, 50)
})

test('the ranking decides between lines of one kind only when it is clear', () => {
  const said = { rankingScore: 9, rankingReasons: ['names a file'] }
  const unclear = failure(line(3, 2), line(4, 2, said))
  assert.is(decisiveChoice(unclear, fleet(0)).decisive?.ordinal, 3)
  const clear = failure(line(3, 2, { rankingScore: -9 }), line(4, 2, said))
  const { decisive, reasons } = decisiveChoice(clear, fleet(0))
  assert.is(decisive?.ordinal, 4)
  assert.match(reasons[0] ?? '', 'most clearly: it names a file.')
})

test('the decisive line has the highest score, whatever the lines and the fleet', () => {
  for (let seed = 1; seed <= 400; seed += 1) {
    const at = (place: number, choices: number) =>
      Math.imul(seed * 31 + place, 0x9e3779b1) % choices
    const lines = Array.from({ length: 8 }, (_, place) =>
      line(place + 1, Math.abs(at(place, 4)), {
        late: place > 5 && at(place, 3) === 0,
        rankingScore: at(place + 20, 12),
      }),
    )
    const counts = Object.fromEntries(
      lines.map(({ templateKey }, i) => [templateKey, Math.abs(at(i + 50, 30))]),
    )
    const { decisive, evidence } = decisiveChoice(
      failure(...lines),
      fleet(seed % 2 === 0 ? 30 : 0, counts),
    )
    assert.is(evidence[0]?.ordinal, decisive?.ordinal)
    const scores = evidence.map(({ score }) => score)
    assert.equal(
      scores,
      [...scores].sort((a, b) => b - a),
    )
    assert.ok(scores.length < 2 || (scores[0] as number) > (scores[1] as number) - 0.01)
    assert.ok(evidence.length <= 6)
  }
})

test('a case holds the error lines of the failed step and what stands out around them, and reads only their surroundings', () => {
  const text = [
    '[SageMaker] Downloading lifecycle scripts',
    'Execute script: ./a.sh ',
    ...Array.from({ length: 900 }, (_, at) => `copied file ${at} of the release`),
    'nvme device vanished from the bus',
    'cp: error writing /opt/x: No space left on device',
    "subprocess.CalledProcessError: Command '['./a.sh']' returned non-zero exit status 1.",
    '[SageMaker] The lifecycle scripts failed.',
  ].join('\n')
  const clues = onlyAttempt(text).failure?.clues
  assert.ok(clues)
  const place = caseLines(clues)
  assert.equal(place, { first: 844, last: 924 })
  const lines = streamLines(text).slice(843, 924)
  const found = new FailureCases(shippedRules.explain).caseOf(clues, lines)
  const error = found.lines.find(({ weight }) => weight === 3)
  assert.is(error?.ordinal, 904)
  assert.ok(error && error.rankingReasons.length > 0)
  assert.ok(found.lines.length <= 7)
  assert.equal(new FailureCases(shippedRules.explain).caseOf(clues, lines), found)
})

test.run()
