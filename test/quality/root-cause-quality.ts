import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type ExplainRules, explainLogs } from '../../ingest/lifecycle/explain-log.ts'
import { comparable, readLines, readObjects } from './corpora.ts'
import { harmonicMean, mean } from './grouping-score.ts'
import type { Figure } from './main.ts'

interface Labelled {
  readonly id: string
  readonly group: string
  readonly category: string | null
  readonly labelled: readonly string[]
}

interface Answer {
  readonly hits: (count: number) => number
  readonly recall: number
  readonly shown: number
  readonly signature: string
}

/** LogChunks: failed build logs with the lines that say why, nothing healthy to compare with. */
export function logChunkQuality(root: string, rules: ExplainRules): Figure[] {
  const folder = join(root, 'logchunks')
  if (!existsSync(folder)) return []
  const truth = readObjects<Labelled>(join(folder, 'truth.jsonl'))
  const logs = truth.map(({ id }) => logOf(folder, 'logs', id))
  const answers = Array.from(explainLogs(logs, [], rules), (explanation, at) =>
    answerOf(explanation, logs[at]?.lines ?? [], truth[at] as Labelled),
  )
  const hit = (count: number) => mean(answers.map(({ hits }) => hits(count)))
  return [
    { name: 'LogChunks: hit@1', value: hit(1), floor: 0.35, aim: 0.6 },
    { name: 'LogChunks: hit@5', value: hit(5), floor: 0.7, aim: 0.9 },
    { name: 'LogChunks: hit@10', value: hit(10), floor: 0.76, aim: 0.93 },
    {
      name: 'LogChunks: recall',
      value: mean(answers.map(({ recall }) => recall)),
      floor: 0.7,
      aim: 0.85,
    },
    {
      name: 'LogChunks: share shown',
      value: mean(answers.map(({ shown }) => shown)),
      floor: 0.05,
      aim: 0.02,
    },
    { name: 'LogChunks: signature F1', value: signatureF1(truth, answers), floor: 0.86, aim: 0.95 },
  ]
}

/** CiDiff: failed build logs, each with a passing log of the same job. */
export function cidiffQuality(root: string, rules: ExplainRules): Figure[] {
  const folder = join(root, 'cidiff')
  if (!existsSync(folder)) return []
  const truth = readObjects<Labelled>(join(folder, 'truth.jsonl'))
  const answers = truth.flatMap((labelled) => {
    const log = logOf(folder, 'logs', labelled.id)
    const passing = logOf(folder, 'pass', labelled.id)
    return Array.from(explainLogs([log], [passing], rules), (explanation) =>
      answerOf(explanation, log.lines, labelled),
    )
  })
  const hit = (count: number) => mean(answers.map(({ hits }) => hits(count)))
  return [
    { name: 'CiDiff: hit@1', value: hit(1), floor: 0.76, aim: 0.9 },
    { name: 'CiDiff: hit@3', value: hit(3), floor: 0.94, aim: 1 },
  ]
}

function logOf(folder: string, kind: string, id: string): { file: string; lines: string[] } {
  return { file: id, lines: readLines(join(folder, kind, `${id}.log`)) }
}

function answerOf(
  explanation: { signature: string; lines: readonly { line: number }[] },
  lines: readonly string[],
  { labelled }: Labelled,
): Answer {
  const shown = explanation.lines.map(({ line }) => comparable(lines[line - 1] ?? ''))
  const texts = new Set(shown)
  return {
    hits: (count) => Number(shown.slice(0, count).some((text) => labelled.includes(text))),
    recall: mean([...new Set(labelled)].map((text) => Number(texts.has(text)))),
    shown: shown.length / Math.max(1, lines.length),
    signature: explanation.signature,
  }
}

/** Pairs of logs of one repository: the same labelled text must have the same signature, another category another. */
function signatureF1(truth: readonly Labelled[], answers: readonly Answer[]): number {
  const judged = truth.map(({ group, category, labelled }, at) => ({
    group,
    category,
    text: maskedLabel(labelled.join(' \n ')),
    signature: answers[at]?.signature,
  }))
  const pairs = judged.flatMap((one, at) =>
    judged.slice(0, at).map((two) => ({ one, two, isJoined: one.signature === two.signature })),
  )
  const inGroup = pairs.filter(({ one, two }) => one.group === two.group)
  const same = inGroup.filter(({ one, two }) => one.text === two.text)
  const found = same.filter(({ isJoined }) => isJoined).length
  const wrong = inGroup.filter(
    ({ one, two, isJoined }) => isJoined && one.text !== two.text && one.category !== two.category,
  ).length
  return harmonicMean(found / Math.max(1, found + wrong), found / Math.max(1, same.length))
}

function maskedLabel(text: string): string {
  return text
    .replace(/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?Z?/g, '#')
    .replace(/\b[0-9a-f]{7,64}\b/g, '#')
    .replace(/0x[0-9a-fA-F]+/g, '#')
    .replace(/(?:\/[\p{L}\p{N}_.@+-]+)+\//gu, '/')
    .replace(/'[^']*'|"[^"]*"/g, "'#'")
    .replace(/\d+(?:\.\d+)*/g, '#')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase()
}
