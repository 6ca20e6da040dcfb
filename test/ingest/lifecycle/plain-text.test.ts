import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { plainText } from '../../../ingest/lifecycle/plain-text.ts'
import { threadMs } from '../../thread-ms.ts'

const test = suite('plain text')

for (const [line, plain] of [
  ['as it is \u0000 ⚠', 'as it is \u0000 ⚠'],
  ['\u001b[1;31mred\u001b[0m text', 'red text'],
  ['\u001b[38;5;196mred\u001b[K', 'red'],
  ['\u009b31mred', 'red'],
  ['\u001b]0;title\u0007shown', 'shown'],
  ['\u001b]8;;https://x\u001b\\link', 'link'],
  ['\u001b(Bshown', 'shown'],
  ['cut off \u001b[31', 'cut off '],
  ['10%\r50%\r100%', '100%'],
  ['done\r', 'done'],
  ['10%\rdone\r\r', 'done'],
  ['\r', ''],
  ['', ''],
] as const) {
  test(`${JSON.stringify(line)} shows as ${JSON.stringify(plain)}`, () => {
    assert.is(plainText(line), plain)
  })
}

test('a megabyte of escapes takes no time', () => {
  const tookMs = threadMs(() => {
    plainText('\u001b['.repeat(500_000))
    plainText('\u001b]'.repeat(500_000))
  })
  assert.ok(tookMs < 2000, `${tookMs} ms`)
})

test.run()
