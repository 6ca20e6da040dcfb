import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { StepRun } from '../../ingest/lifecycle/step.ts'
import { logSections } from '../../views/log-sections.ts'
import { shownLine } from './shown-line.ts'

const test = suite('log sections')

function step(name: string, firstLine: number, lastLine: number): StepRun {
  const times = { startedMs: 0, endedMs: 0, outcome: 'succeeded' } as const
  return { ordinal: firstLine, step: name, parentOrdinal: undefined, ...times, firstLine, lastLine }
}

function sections(lines: readonly number[], steps: readonly StepRun[]): unknown[] {
  const records = lines.map((ordinal) => shownLine({ ordinal }))
  return logSections(records, steps).map((section) => [
    section.step?.step ?? '-',
    section.continued,
    section.lines.map(({ ordinal }) => ordinal),
  ])
}

test('lines belong to the innermost step that is open', () => {
  const steps = [step('outer', 2, 7), step('inner', 4, 5)]
  assert.equal(sections([1, 2, 3, 4, 5, 6, 7, 8], steps), [
    ['-', false, [1]],
    ['outer', false, [2, 3]],
    ['inner', false, [4, 5]],
    ['outer', true, [6, 7]],
    ['-', false, [8]],
  ])
})

test('a window that begins inside a step says that the step continues', () => {
  const steps = [step('done', 1, 3), step('open', 4, 90)]
  assert.equal(sections([50, 51], steps), [['open', true, [50, 51]]])
})

test('two steps that follow each other are two sections, also of one name', () => {
  const steps = [step('twice', 1, 1), step('twice', 2, 2)]
  assert.equal(sections([1, 2], steps), [
    ['twice', false, [1]],
    ['twice', false, [2]],
  ])
})

test.run()
