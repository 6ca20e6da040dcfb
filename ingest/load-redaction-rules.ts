import {
  type RedactionRule,
  redactionLevels,
  type SecretBlock,
  SecretFinder,
} from './lifecycle/redaction-rule.ts'
import { re2Matcher, re2Walk } from './re2-matcher.ts'
import { type RuleEntry, RuleFile } from './rule-file.ts'
import { rulesText } from './rules-text.ts'

/** Below data/. */
export const redactionFile = 'redaction.json'

const shippedName = `data/${redactionFile}`
const shippedFile = new URL(shippedName, import.meta.resolve('#package.json'))

/**
 * Reads and compiles data/redaction.json and, before it, the list `redaction` of the user's file given with --rules. Throws
 * OperatorError `invalid-rules`, naming file, entry and field; each entry of the user's is tried on its samples.
 */
export function loadRedactionRules(userRulesPath?: string): readonly RedactionRule[] {
  const own =
    userRulesPath === undefined
      ? []
      : new RuleFile(userRulesPath, rulesText(userRulesPath), 'own').list('redaction')
  // The tests try the samples of the shipped rules; nobody but us can try the user's.
  return [...own.map(triedRule), ...shippedEntries().map(redactionRule)]
}

/** All shipped rules, each tried on its samples: for tests. */
export function triedShippedRules(): readonly RedactionRule[] {
  return shippedEntries().map(triedRule)
}

function shippedEntries(): readonly RuleEntry[] {
  return new RuleFile(shippedName, rulesText(shippedFile), 'shipped').list('redaction')
}

function redactionRule(entry: RuleEntry): RedactionRule {
  entry.allow(
    'id',
    'level',
    'contains',
    'run',
    'quiet',
    'except',
    'blockEnd',
    'blockBody',
    'blockBetween',
  )
  const except = entry.optionalText('except')
  return {
    id: idOf(entry),
    meaning: entry.text('meaning'),
    level: entry.choice('level', redactionLevels.slice(1)) as RedactionRule['level'],
    contains: wordsOf(entry),
    run: entry.optionalCount('run', 1000) ?? 0,
    quiet: entry.flag('quiet'),
    walk: entry.compiled('pattern', entry.text('pattern'), re2Walk),
    except: except === undefined ? undefined : entry.compiled('except', except, re2Matcher),
    block: blockOf(entry),
  }
}

function triedRule(entry: RuleEntry): RedactionRule {
  const rule = redactionRule(entry)
  trySamples(entry, rule)
  return rule
}

/** It stands in pseudonyms, which must not look like anything else. */
function idOf(entry: RuleEntry): string {
  const id = entry.text('id')
  if (/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id)) return id
  return entry.refuse('id', `is "${id}"; expected small letters, digits and single hyphens`)
}

function wordsOf(entry: RuleEntry): readonly string[] {
  const words = entry.texts('contains')
  const strange = words.find((word) => !/^[ -@[-~]+$/.test(word))
  if (strange === undefined) return words
  return entry.refuse('contains', `holds "${strange}"; expected ASCII without capital letters`)
}

function blockOf(entry: RuleEntry): SecretBlock | undefined {
  const end = entry.optionalText('blockEnd')
  if (end === undefined) return undefined
  const between = entry.text('blockBetween')
  return {
    end: entry.compiled('blockEnd', end, re2Matcher),
    body: entry.texts('blockBody').map((body) => entry.compiled('blockBody', body, re2Walk)),
    between: entry.compiled('blockBetween', between, re2Matcher),
  }
}

function trySamples(entry: RuleEntry, rule: RedactionRule): void {
  const finder = new SecretFinder([rule], 'identifiers')
  const samples = entry.texts('samples')
  if (samples.length === 0) entry.refuse('samples', 'is empty: a rule needs a line it must match')
  const missed = samples.find((line) => finder.secrets(line).length === 0)
  if (missed !== undefined) entry.refuse('samples', `holds "${missed}", where nothing is found`)
  const hit = entry.texts('counterSamples').find((line) => finder.secrets(line).length > 0)
  if (hit !== undefined) entry.refuse('counterSamples', `holds "${hit}", where a secret is found`)
}
