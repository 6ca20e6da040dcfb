import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import {
  type ExplainRules,
  explainLogs,
  type LogExplanation,
} from '../../ingest/lifecycle/explain-log.ts'
import { comparable, readLines, readObjects } from './corpora.ts'
import { groupingScore, mean } from './grouping-score.ts'
import type { Figure } from './main.ts'

interface Instance {
  readonly node: string
  readonly status: 'failed' | 'healthy'
}

interface Cause {
  readonly node: string
  readonly cause: number | null
  readonly twin_of: number | null
  /** Lines that say why, from 1. */
  readonly key: readonly number[]
}

interface FleetScore {
  readonly all: number
  readonly withoutTwins: number
  readonly first: number
  readonly firstThree: number
}

/** Whole clusters: are failed instances grouped by their cause, and is its line on top? */
export function fleetQuality(root: string, rules: ExplainRules): Figure[] {
  const fleets = readdirSync(root).filter((name) => name.startsWith('fleet-'))
  if (fleets.length === 0) return []
  const scores = fleets.map((name) => fleetScore(join(root, name), rules))
  const of = (pick: (score: FleetScore) => number) => mean(scores.map(pick))
  return [
    { name: 'Fleets: GA', value: of(({ all }) => all), floor: 0.81, aim: 0.97 },
    {
      name: 'Fleets: GA without twins',
      value: of(({ withoutTwins }) => withoutTwins),
      floor: 0.96,
      aim: 0.99,
    },
    { name: 'Fleets: hit@1', value: of(({ first }) => first), floor: 0.68, aim: 0.95 },
    { name: 'Fleets: hit@3', value: of(({ firstThree }) => firstThree), floor: 0.82, aim: 1 },
  ]
}

function fleetScore(folder: string, rules: ExplainRules): FleetScore {
  const truth = readObjects<Cause>(join(folder, 'truth.jsonl')).filter(
    ({ cause }) => cause !== null,
  )
  const instances = readObjects<Instance>(join(folder, 'nodes.jsonl'))
  const logsOf = (status: Instance['status']) =>
    instances
      .filter((instance) => instance.status === status)
      .map(({ node }) => ({ file: node, lines: readLines(join(folder, 'logs', `${node}.log`)) }))
  const failed = logsOf('failed')
  const lines = new Map(failed.map((log) => [log.file, log.lines]))
  const answers = new Map<string, LogExplanation>()
  for (const answer of explainLogs(failed, logsOf('healthy'), rules))
    answers.set(answer.file, answer)
  const rest = truth.filter((cause) => !twinsOf(truth).has(cause.cause))
  const accuracy = (causes: readonly Cause[]) =>
    groupingScore(
      causes.map(({ cause }) => String(cause)),
      causes.map(({ node }) => answers.get(node)?.signature ?? node),
    ).groupAccuracy
  const hit = (count: number) =>
    mean(
      truth.map((cause) =>
        hitOf(cause, {
          lines: lines.get(cause.node) ?? [],
          answer: answers.get(cause.node),
          count,
        }),
      ),
    )
  return { all: accuracy(truth), withoutTwins: accuracy(rest), first: hit(1), firstThree: hit(3) }
}

function twinsOf(truth: readonly Cause[]): Set<number | null> {
  const twins = truth.filter((cause) => cause.twin_of !== null)
  return new Set(twins.flatMap((cause) => [cause.cause, cause.twin_of]))
}

interface Shown {
  readonly lines: readonly string[]
  readonly answer: LogExplanation | undefined
  readonly count: number
}

function hitOf({ key }: Cause, { lines, answer, count }: Shown): number {
  const text = (line: number) =>
    comparable(lines[line - 1] ?? '').replace(/^\d{4}-\d\d-\d\dT\S+Z /, '')
  const wanted = new Set(key.map(text))
  const shown = answer?.lines.slice(0, count) ?? []
  return Number(shown.some(({ line }) => wanted.has(text(line))))
}
