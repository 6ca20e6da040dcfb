import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type CoverageState, coverageStates } from '../../ingest/lifecycle/coverage.ts'
import { stripOf as stripRecordOf } from '../../views/instance-strip.ts'
import { stateLooks } from '../../views/state-look.ts'
import { namedShapes, namedStates, stripCells } from '../../views/strip-cells.ts'

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

/** Dashes of 9 with 2 between them: the squares of a line. */
function drawnSquares(path: string): readonly string[] {
  return Array.from(path.matchAll(/M(\d+) ([\d.]+)h(\d+)/g), ([, x, y, width]) => {
    const cells = (Number(width) + 2) / 11
    return Array.from(
      { length: cells },
      (_, at) => `${(Number(x) + 11 * at).toFixed(1)} ${(Number(y) - 4.5).toFixed(1)} h9v9h-9z`,
    )
  }).flat()
}

/** What the cells of one shape point at, where they stand. */
function drawnUses(svg: string): readonly string[] {
  return Array.from(
    svg.matchAll(/<use href="#cell-([\w-]+)" x="(\d+)" y="(\d+)"\/>/g),
    ([, state, x, y]) => placed(state as CoverageState, Number(x), Number(y)),
  ).flat()
}

function placed(state: CoverageState, x: number, y: number): readonly string[] {
  return Array.from(
    stateLooks[state].shape.matchAll(/M([\d.]+) ([\d.]+)([^M]*)/g),
    ([, left, top, rest]) =>
      `${(x + Number(left)).toFixed(1)} ${(y + Number(top)).toFixed(1)} ${rest}`,
  )
}

for (const state of coverageStates) {
  test(`every instance that is ${state} has its shape at its place`, () => {
    const instances = stripOf(state)
    const [section] = stripRecordOf({
      order: 'launch',
      sections: [{ name: 'all', instances }],
    }).sections
    assert.ok(section)
    const svg = String(
      stripCells('ml-prod', { label: 'all', filter: {}, all: instances.length, section }),
    )
    const drawn = [
      ...[...svg.matchAll(/ d="([^"]*)"/g)].flatMap(([, path = '']) =>
        path.includes('z') ? drawnParts(path) : drawnSquares(path),
      ),
      ...drawnUses(svg),
    ]
    const expected = instances.flatMap((each, at) =>
      placed(each.state, (at % 58) * 11, Math.floor(at / 58) * 11),
    )
    assert.equal(drawn.toSorted(), expected.toSorted())
  })
}

test('every shape that a named cell points at stands once in the page', () => {
  const shapes = String(namedShapes())
  for (const state of namedStates) {
    assert.is(shapes.split(`id="cell-${state}"`).length, 2, state)
    assert.ok(shapes.includes(` d="${stateLooks[state].shape}"`), state)
  }
})

test.run()
