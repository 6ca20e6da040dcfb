import { readFileSync } from 'node:fs'
import type { ExplainRules } from './lifecycle/explain-log.ts'
import { explainRules } from './lifecycle/explain-rules.ts'

const dataFolder = new URL('data/', import.meta.resolve('#package.json'))

/** What the ranking of lines rests on: data/line-classes.json and data/line-weights.json. */
export function loadExplainRules(): ExplainRules {
  return explainRules(readData('line-classes.json'), readData('line-weights.json'))
}

function readData(name: string) {
  return JSON.parse(readFileSync(new URL(name, dataFolder), 'utf8'))
}
