import { coverageStates } from '../ingest/lifecycle/coverage.ts'
import { OperatorError } from '../ingest/operator-error.ts'
import { type GateCondition, gateComparisons, gateMetrics } from '../views/gate.ts'

// METRIC, or METRIC COMPARISON NUMBER, or METRIC COMPARISON NUMBER%: `hung`, `failed>2%`, `coverage < 99.5%`.
const word = /\s*([a-z-]+)\s*/y
const comparison = /(>=|<=|==|!=|>|<|=)\s*/y
const number = /(\d+(?:\.\d+)?)\s*(%?)\s*/y

const metrics = new Set<string>([...Object.keys(gateMetrics), ...coverageStates])

/**
 * Reads one condition of `summary --fail-if`. A metric alone means more than 0. Throws OperatorError `invalid-option`, which
 * names the first character that cannot be.
 */
export function parseGateCondition(text: string): GateCondition {
  const metric = taken(text, word, 0)
  if (!metrics.has(metric?.[1] ?? '')) throw unreadable(text, 0, `one of ${knownMetrics()}`)
  const condition = { text: text.trim(), metric: metric?.[1] ?? '' }
  const afterMetric = metric?.[0].length ?? 0
  if (afterMetric === text.length)
    return { ...condition, comparison: '>', value: 0, isShare: false }
  const sign = taken(text, comparison, afterMetric)
  if (sign === undefined) {
    throw unreadable(text, afterMetric, `one of ${Object.keys(gateComparisons).join(' ')}`)
  }
  const afterSign = afterMetric + sign[0].length
  const limit = taken(text, number, afterSign)
  if (limit === undefined) throw unreadable(text, afterSign, 'a number, or a share such as 2.5%')
  const end = afterSign + limit[0].length
  if (end < text.length) throw unreadable(text, end, 'the end')
  const isShare = limit[2] === '%'
  if (isShare && gateMetrics[condition.metric]?.of === 'none') {
    throw unreadable(
      text,
      text.indexOf('%', afterSign),
      `no share: ${condition.metric} is a number`,
    )
  }
  const name = (sign[1] === '=' ? '==' : sign[1]) as GateCondition['comparison']
  return { ...condition, comparison: name, value: Number(limit[1]), isShare }
}

function taken(text: string, pattern: RegExp, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at
  return pattern.exec(text) ?? undefined
}

function knownMetrics(): string {
  return [...metrics].toSorted().join(', ')
}

function unreadable(text: string, at: number, wanted: string): OperatorError {
  const found = at < text.length ? JSON.stringify(text.slice(at)) : 'the end'
  return new OperatorError(
    'invalid-option',
    `--fail-if ${JSON.stringify(text)} cannot be read: at character ${at + 1}, ${found}.`,
    `Expected there: ${wanted}. Examples: "failed>2%", new-group, "coverage<99%".`,
  )
}
