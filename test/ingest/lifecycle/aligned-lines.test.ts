import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { alignedLines } from '../../../ingest/lifecycle/aligned-lines.ts'

const test = suite('aligned lines')

function aligned(left: string, right: string): string {
  const codes = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0))
  return alignedLines(codes(left), codes(right))
    .map(
      (row) =>
        `${row.left === undefined ? '-' : left[row.left]}${row.right === undefined ? '-' : right[row.right]}`,
    )
    .join(' ')
}

for (const [left, right, expected] of [
  ['', '', ''],
  ['abc', 'abc', 'aa bb cc'],
  ['abxc', 'abc', 'aa bb x- cc'],
  ['abc', 'abyc', 'aa bb -y cc'],
  ['axb', 'ayb', 'aa x- -y bb'],
  ['aab', 'ab', 'aa a- bb'],
  ['abcbdab', 'bdcaba', 'a- bb c- b- dd -c aa bb -a'],
] as const) {
  test(`${left} beside ${right}`, () => {
    assert.is(aligned(left, right), expected)
  })
}

test('every line of both stands in exactly one row, in its order', () => {
  let seed = 5
  const random = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return seed % below
  }
  for (let round = 0; round < 200; round += 1) {
    const list = (): number[] => Array.from({ length: random(30) }, () => random(4))
    const [left, right] = [list(), list()]
    const rows = alignedLines(left, right)
    assert.equal(
      rows.flatMap((row) => row.left ?? []),
      [...left.keys()],
    )
    assert.equal(
      rows.flatMap((row) => row.right ?? []),
      [...right.keys()],
    )
    for (const row of rows) {
      if (row.left !== undefined && row.right !== undefined) {
        assert.is(left[row.left], right[row.right])
      }
    }
  }
})

test('lists too long for a table come one after the other, and what they begin and end with is aligned', () => {
  const left = [1, ...Array.from({ length: 2500 }, (_, at) => 10 + at), 2]
  const right = [1, ...Array.from({ length: 2500 }, (_, at) => 10_000 + at), 2]
  const rows = alignedLines(left, right)
  assert.is(rows.length, 5002)
  assert.equal(rows[0], { left: 0, right: 0 })
  assert.equal(rows.at(-1), { left: 2501, right: 2501 })
})

test.run()
