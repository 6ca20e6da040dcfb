import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type CoverageState, coverageStates } from '../../ingest/lifecycle/coverage.ts'
import { stateLooks } from '../../views/state-look.ts'
import { stripCells } from '../../views/strip-cells.ts'

const test = suite('strip cells')

/** Where the parts of a path begin, and what is drawn from there. */
function drawnParts(path: string): readonly string[] {
  let [x, y] = [0, 0]
  return Array.from(
    path.matchAll(/([Mm])(-?[\d.]+) (-?[\d.]+)([^Mm]*)/g),
    ([, move, dx, dy, rest]) => {
      ;[x, y] = move === 'M' ? [Number(dx), Number(dy)] : [x + Number(dx), y + Number(dy)]
      return `${x.toFixed(1)} ${y.toFixed(1)} ${rest}`
    },
  )
}

/** A strip in which three states take turns of several lengths, over several rows. */
function stripOf(state: CoverageState) {
  const turns: readonly CoverageState[] = [state, 'succeeded', state, state, 'running', state]
  return Array.from({ length: 400 }, (_, at) => ({
    instanceId: `i-${at}`,
    state: at > 200 && at < 330 ? state : (turns[at % turns.length] as CoverageState),
  }))
}

for (const state of coverageStates) {
  test(`every instance that is ${state} has its shape at its place`, () => {
    const instances = stripOf(state)
    const svg = String(
      stripCells('ml-prod', { label: 'all', filter: {}, all: instances.length, instances }),
    )
    const drawn = [...svg.matchAll(/ d="([^"]*)"/g)].flatMap(([, path = '']) => drawnParts(path))
    const expected = instances.flatMap((each, at) =>
      [...stateLooks[each.state].shape.matchAll(/M([\d.]+) ([\d.]+)([^M]*)/g)].map(
        ([, left, top, rest]) => {
          const x = (at % 58) * 11 + Number(left)
          const y = Math.floor(at / 58) * 11 + Number(top)
          return `${x.toFixed(1)} ${y.toFixed(1)} ${rest}`
        },
      ),
    )
    assert.equal(drawn.toSorted(), expected.toSorted())
  })
}

test.run()
