import { readdirSync, readFileSync } from 'node:fs'
import { analyseStream } from '../../../ingest/lifecycle/analyse-stream.ts'
import type { Attempt, StreamAnalysis } from '../../../ingest/lifecycle/attempt.ts'
import type { Line } from '../../../ingest/lifecycle/line.ts'
import type { LifecycleRules } from '../../../ingest/lifecycle/rules.ts'
import { loadRules } from '../../../ingest/load-rules.ts'

export const firstMs = 1_767_000_000_000
export const shippedRules = loadRules()

/** The lines of a text, a second apart, numbered from 1. */
export function streamLines(text: string): Line[] {
  return text
    .split('\n')
    .map((line, place) => ({ ordinal: place + 1, atMs: firstMs + place * 1000, text: line }))
}

export function analysed(text: string, rules: LifecycleRules = shippedRules): StreamAnalysis {
  return analyseStream(streamLines(text), rules)
}

/** The only attempt of a stream. */
export function onlyAttempt(text: string, rules: LifecycleRules = shippedRules): Attempt {
  const { attempts } = analysed(text, rules)
  const [attempt] = attempts
  if (attempt === undefined || attempts.length > 1) throw new Error(`${attempts.length} attempts`)
  return attempt
}

const samples = new URL('../../../data/samples/', import.meta.url)

export const sampleNames: readonly string[] = readdirSync(samples)
  .filter((name) => name.endsWith('.log'))
  .sort()

export function sample(name: string): string {
  return readFileSync(new URL(name, samples), 'utf8').trimEnd()
}

/** Numbers from 0 to 1, the same for the same seed. */
export function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
