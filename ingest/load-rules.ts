import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { LogGroupLayout } from './lifecycle/log-group-name.ts'
import type { MarkerRule } from './lifecycle/marker.ts'
import { SecretFinder } from './lifecycle/redaction-rule.ts'
import { analysisVersion, type LifecycleRules, type LineClassRule } from './lifecycle/rules.ts'
import type { StepRule } from './lifecycle/step.ts'
import { lineSieve } from './line-sieve.ts'
import { explainFiles, loadExplainRules } from './load-explain-rules.ts'
import { loadKnownCauses } from './load-known-causes.ts'
import { loadRedactionRules, redactionFile } from './load-redaction-rules.ts'
import { OperatorError } from './operator-error.ts'
import { prefilteredMatcherSet } from './prefiltered-matcher-set.ts'
import { re2Matcher, re2MatcherSet } from './re2-matcher.ts'
import { type RuleEntry, RuleFile } from './rule-file.ts'

const dataFolder = new URL('data/', import.meta.resolve('#package.json'))

/** Lines that the user of a file calls harmless: an entry of `lineClasses` that stands in the file itself. */
export interface RedHerring {
  /** RE2 syntax. */
  readonly pattern: string
  /** A line that it matches. */
  readonly sample: string
}

/**
 * Reads and compiles data/layouts.json and data/markers.json; the entries of the user's file (same shape, any of the
 * lists) come first, so that they win; before those come the red herrings of the database. Throws OperatorError
 * `invalid-rules`, naming file, entry and field.
 */
export function loadRules(
  userRulesPath?: string,
  redHerrings: readonly RedHerring[] = [],
): LifecycleRules {
  const shipped = ['layouts.json', 'markers.json'].map((name) => new URL(name, dataFolder))
  const paths = userRulesPath === undefined ? shipped : [userRulesPath, ...shipped]
  const texts = paths.map((path) => readRulesText(path))
  const files = texts.map((text, place) => {
    const path = paths[place]
    return new RuleFile(fileName(path), text, path instanceof URL ? 'shipped' : 'own')
  })
  const markers = files.flatMap((file) => file.list('markers').map(markerRule))
  const steps = files.flatMap((file) => file.list('steps').map(stepRule))
  const lineClasses = [
    ...redHerrings.map(({ pattern }) => noiseRule(pattern)),
    ...files.flatMap((file) => file.list('lineClasses').map(lineClassRule)),
  ]
  // A user may have hundreds: what a line costs must not depend on how many.
  const matchers = [...markers, ...steps, ...lineClasses].map((rule) => rule.matcher)
  const lineMatchers = prefilteredMatcherSet(matchers, re2MatcherSet)
  const knownCauses = loadKnownCauses(userRulesPath)
  const secrets = new SecretFinder(loadRedactionRules(userRulesPath))
  const causes = knownCauses.patterns.map(({ matcher }) => matcher)
  const layouts = files.flatMap((file) => file.list('layouts').map(layout))
  return {
    ...{ layouts, markers, steps, lineClasses, lineMatchers, knownCauses, secrets },
    sieve: lineSieve({ rules: matchers, causes, secrets }),
    userRulesPath,
    redHerrings,
    explain: loadExplainRules(),
    fingerprint: fingerprint([
      ...texts,
      ...['known-causes.json', ...explainFiles, redactionFile].map((name) =>
        readRulesText(new URL(name, dataFolder)),
      ),
      ...redHerrings.map(({ pattern }) => pattern),
    ]),
  }
}

/** The same rules with these red herrings in place of theirs. */
export function withRedHerrings(
  rules: LifecycleRules,
  redHerrings: readonly RedHerring[],
): LifecycleRules {
  const isSame = JSON.stringify(redHerrings) === JSON.stringify(rules.redHerrings)
  return isSame ? rules : loadRules(rules.userRulesPath, redHerrings)
}

function fileName(path: string | URL | undefined): string {
  return path instanceof URL ? `data/${path.pathname.split('/').at(-1)}` : String(path)
}

function readRulesText(path: string | URL): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new OperatorError(
      'invalid-rules',
      `The rules file ${fileName(path)} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
      'Check the path and its permissions.',
      error,
    )
  }
}

/** Lengths keep two files apart whose texts, joined, would be the same. */
function fingerprint(texts: readonly string[]): string {
  const hash = createHash('sha256').update(`analysis ${analysisVersion}\n`)
  for (const text of texts) hash.update(`${text.length}\n${text}\n`)
  return hash.digest('hex')
}

const markerKinds = [
  'log-started',
  'download-started',
  'download-completed',
  'script-succeeded',
  'script-failed',
  'unrecognised',
] as const

function markerRule(entry: RuleEntry): MarkerRule {
  entry.allow('dialect', 'kind', 'fallback')
  return {
    dialect: entry.text('dialect'),
    kind: entry.choice('kind', markerKinds),
    fallback: entry.flag('fallback'),
    matcher: entry.sampledMatcher([]),
  }
}

const stepKinds = ['opened', 'opened-by-trace', 'succeeded', 'failed', 'ended', 'trace'] as const

function stepRule(entry: RuleEntry): StepRule {
  entry.allow('dialect', 'kind', 'section')
  const kind = entry.choice('kind', stepKinds)
  const section = entry.optionalText('section')
  const named = kind === 'opened' || kind === 'opened-by-trace'
  if (kind === 'ended' && section === undefined)
    entry.refuse('section', 'is missing: an `ended` rule ends a section')
  return {
    dialect: entry.text('dialect'),
    kind,
    section,
    matcher: entry.sampledMatcher(named ? ['step'] : []),
  }
}

const lineKinds = ['noise', 'wrapper', 'error', 'download', 'traceback'] as const

function lineClassRule(entry: RuleEntry): LineClassRule {
  entry.allow('kind', 'weight')
  const kind = entry.choice('kind', lineKinds)
  return {
    kind,
    weight: kind === 'error' ? entry.count('weight', 3) : 0,
    matcher: entry.sampledMatcher([]),
  }
}

function noiseRule(pattern: string): LineClassRule {
  return { kind: 'noise', weight: 0, matcher: re2Matcher(pattern) }
}

function layout(entry: RuleEntry): LogGroupLayout {
  entry.allow(
    ...['name', 'logGroup', 'logGroupTemplate', 'logGroupSamples', 'logGroupCounterSamples'],
    ...['logStream', 'logStreamTemplate', 'logStreamSamples', 'logStreamCounterSamples'],
    'otherStreams',
  )
  const logGroupTemplate = entry.text('logGroupTemplate')
  if (!logGroupTemplate.includes('{cluster}')) entry.refuse('logGroupTemplate', 'lacks {cluster}')
  const logStreamTemplate = entry.optionalText('logStreamTemplate')
  if (logStreamTemplate?.includes('{instance_id}') === false) {
    entry.refuse('logStreamTemplate', 'lacks {instance_id}')
  }
  return {
    name: entry.text('name'),
    logGroup: entry.matcher('logGroup', ['cluster']),
    logGroupTemplate,
    logStream: entry.matcher('logStream', ['instance_id']),
    logStreamTemplate,
    otherStreams: entry.entries('otherStreams').map((other) => {
      other.allow('kind')
      return { kind: other.text('kind'), matcher: other.sampledMatcher([]) }
    }),
  }
}
