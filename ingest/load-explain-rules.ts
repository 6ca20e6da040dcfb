import { readFileSync } from 'node:fs'
import type { ExplainRules } from './lifecycle/explain-log.ts'
import { explainRules } from './lifecycle/explain-rules.ts'

const dataFolder = new URL('data/', import.meta.resolve('#package.json'))

/** What the ranking of lines rests on. */
export const explainFiles = ['line-classes.json', 'line-weights.json'] as const

/** Reads and compiles `explainFiles`. */
export function loadExplainRules(): ExplainRules {
  return explainRules(readData(explainFiles[0]), readData(explainFiles[1]))
}

function readData(name: string) {
  return JSON.parse(readFileSync(new URL(name, dataFolder), 'utf8'))
}
