import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { csv } from '../../server/csv.ts'

const test = suite('csv')

for (const [value, written] of [
  ['=1+1', "'=1+1"],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['  =1', "'  =1"],
  ['\n=1', '"\'\n=1"'],
  ['\t=1', "'\t=1"],
  ['＝1', "'＝1"],
  ['|calc', "'|calc"],
  ['a "b", c', '"a ""b"", c"'],
  ['i-0123', 'i-0123'],
  [-1, '-1'],
  [null, ''],
] as const) {
  test(`${JSON.stringify(value)} is written as ${written}`, () => {
    assert.is(csv({ columns: ['x', 'y'], rows: [[value, 1]] }), `x,y\r\n${written},1\r\n`)
  })
}

test.run()
