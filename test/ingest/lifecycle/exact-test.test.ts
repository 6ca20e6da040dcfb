import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fisherOneSided, fisherTwoSided, logGamma } from '../../../ingest/lifecycle/exact-test.ts'
import { threadMs } from '../../thread-ms.ts'

const test = suite('exact test')

for (const [failedInside, failed, inside, expected] of [
  [14, 14, 200, '2.62e-9'],
  [14, 14, 96, '5.32e-14'],
  [6, 14, 200, '1.10e-1'],
  [2, 2, 200, '6.23e-2'],
  [9, 37, 20, '4.13e-8'],
] as const) {
  test(`${failedInside} of ${failed} failures in ${inside} of 800 instances: p = ${expected}`, () => {
    const p = fisherOneSided({ failedInside, inside, failed, total: 800 })
    assert.is(p.toExponential(2), expected)
  })
}

test('two-sided counts equally improbable tables of the other direction too', () => {
  const p = fisherTwoSided({ failedInside: 6, inside: 200, failed: 14, total: 800 })
  assert.is(p.toFixed(5), '0.12687')
  const tea = fisherTwoSided({ failedInside: 3, inside: 4, failed: 4, total: 8 })
  assert.is(tea.toFixed(4), '0.4857')
})

/** The distribution written out with exact whole numbers. */
function exactOneSided(failedInside: number, inside: number, failed: number, total: number) {
  const choose = (n: number, k: number) => {
    let result = 1n
    for (let i = 0; i < k; i += 1) result = (result * BigInt(n - i)) / BigInt(i + 1)
    return k < 0 || k > n ? 0n : result
  }
  let sum = 0n
  for (let k = failedInside; k <= Math.min(inside, failed); k += 1) {
    sum += choose(inside, k) * choose(total - inside, failed - k)
  }
  return Number((sum * 10n ** 18n) / choose(total, failed)) / 1e18
}

test('every table of a small fleet has the p-value that whole-number arithmetic gives', () => {
  const total = 19
  for (let inside = 0; inside <= total; inside += 1) {
    for (let failed = 0; failed <= total; failed += 1) {
      const low = Math.max(0, inside + failed - total)
      for (let failedInside = low; failedInside <= Math.min(inside, failed); failedInside += 1) {
        const p = fisherOneSided({ failedInside, inside, failed, total })
        const exact = exactOneSided(failedInside, inside, failed, total)
        assert.ok(Math.abs(p - exact) < 1e-10, `${failedInside} ${inside} ${failed}: ${p} ${exact}`)
      }
    }
  }
})

test('far below what chance gives the one-sided p-value is 1, not an underflow', () => {
  assert.is(fisherOneSided({ failedInside: 0, inside: 5000, failed: 5000, total: 10_000 }), 1)
})

test('a perfect split of 10 000 instances is beyond what a number can hold', () => {
  const table = { failedInside: 5000, inside: 5000, failed: 5000, total: 10_000 }
  assert.is(fisherOneSided(table), 0)
  assert.is(fisherTwoSided(table), 0)
})

test('ten thousand tables of 10 000 instances are quick', () => {
  const tookMs = threadMs(() => {
    for (let i = 0; i < 10_000; i += 1) {
      fisherOneSided({ failedInside: 40 + (i % 60), inside: 2500, failed: 200, total: 10_000 })
    }
  })
  assert.ok(tookMs < 2000, `${tookMs} ms`)
})

test('log gamma meets the factorials on both sides of the change of method', () => {
  let factorial = 0
  for (let n = 1; n < 40; n += 1) {
    assert.ok(Math.abs(logGamma(n) - factorial) < 1e-10 * Math.max(1, factorial), `Γ(${n})`)
    factorial += Math.log(n)
  }
})

test.run()
