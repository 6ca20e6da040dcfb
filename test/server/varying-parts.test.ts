import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { varyingParts } from '../../server/varying-parts.ts'

const test = suite('varying parts')

function tinted(line: string, lines: readonly string[]): readonly string[] {
  const { pieces } = varyingParts(line, lines)
  assert.is(pieces.map(({ text }) => text).join(''), line)
  return pieces.filter(({ parameter }) => parameter !== null).map(({ text }) => text)
}

const cases: readonly (readonly [what: string, lines: string[], differing: string[]])[] = [
  ['one member varies in nothing', ['held by process 2213 (apt)'], []],
  ['equal lines vary in nothing', ['a b', 'a b'], []],
  ['a number is one part', ['process 2213 (apt)', 'process 2290 (apt)'], ['2213']],
  [
    'an address is never cut in two',
    ['mount 10.1.2.3@tcp:/abc at /fsx', 'mount 10.1.2.4@tcp:/abc at /fsx'],
    ['10.1.2.3'],
  ],
  ['brackets stay outside', ['exit (12) in x', 'exit (13) in y'], ['12', 'x']],
  ['blanks are kept', ['a  1\tb', 'a  2\tb'], ['1']],
  ['a line with another number of words says nothing', ['a 1', 'a 1 more', 'b'], []],
  ['no line at all', [''], []],
  ['a value may be missing from one', ['get:x y', 'get: y'], ['x']],
]

for (const [what, lines, differing] of cases) {
  test(what, () => {
    assert.equal(tinted(lines[0] ?? '', lines), differing)
  })
}

test('values are counted in members, the most frequent first', () => {
  const { parameters, compared } = varyingParts('pid 2 x', ['pid 2 x', 'pid 1 x', 'pid 1 x', 'y'])
  assert.is(compared, 3)
  assert.equal(parameters, [
    {
      before: 'pid ',
      word: 2,
      values: 2,
      counts: [
        { value: '1', instances: 2 },
        { value: '2', instances: 1 },
      ],
    },
  ])
})

test('many values are cut after twenty and counted', () => {
  const lines = Array.from({ length: 50 }, (_, at) => `n ${at}`)
  const [parameter] = varyingParts('n 0', lines).parameters
  assert.is(parameter?.values, 50)
  assert.is(parameter?.counts.length, 20)
})

test.run()
