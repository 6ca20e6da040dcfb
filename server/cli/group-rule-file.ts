// Rules as a file: what `hyperscope group rules --json` prints and `hyperscope group apply` reads. A file may come from
// anywhere, so nothing of it is believed before it is looked at.
import { OperatorError } from '../../ingest/operator-error.ts'
import {
  type DescribedRule,
  type GroupRuleKind,
  groupRuleKinds,
} from '../../ingest/store/group-rule-store.ts'
import { printableJson } from './printable.ts'

const format = 'hyperscope-group-rules'
const version = 1
const mostRules = 10_000
const longestText = 2000

/** A rule as it stands in a file; title, stage and step say what the group is where no log has met it yet. */
export type FiledRule = Omit<DescribedRule, 'createdMs'>

export function groupRuleFile(rules: readonly DescribedRule[]): string {
  const filed = rules.map(({ kind, failureGroupId, value, title, stage, step }) => ({
    ...{ kind, group: failureGroupId, value, title, stage, step },
  }))
  return printableJson({ format, version, rules: filed })
}

/** Throws OperatorError `invalid-rules`, which names the first rule that is none. */
export function readGroupRuleFile(name: string, text: string): readonly FiledRule[] {
  const parsed = parsedJson(name, text)
  if (!isObject(parsed) || parsed.format !== format || parsed.version !== version) {
    throw refused(`${name} holds no group rules of version ${version}.`)
  }
  const { rules } = parsed
  if (!Array.isArray(rules) || rules.length > mostRules) {
    throw refused(`${name} holds no list of at most ${mostRules} rules.`)
  }
  return rules.map((rule: unknown, at) => filedRule(rule, `Rule ${at + 1} of ${name}`))
}

function filedRule(rule: unknown, where: string): FiledRule {
  if (!isObject(rule)) throw refused(`${where} is no object.`)
  const kind = groupRuleKinds.find((name) => name === rule.kind)
  if (kind === undefined) throw refused(`${where} is of no known kind.`)
  const failureGroupId = textOf(rule, 'group', where)
  const value = textOf(rule, 'value', where)
  if (!isGroupId(failureGroupId) || (kind === 'merge' && !isGroupId(value))) {
    throw refused(`${where} names no failure group.`)
  }
  return { kind, failureGroupId, value, ...described(rule, where) }
}

function described(
  rule: Readonly<Record<string, unknown>>,
  where: string,
): Pick<FiledRule, 'title' | 'stage' | 'step'> {
  const optional = (name: string): string | null =>
    rule[name] === null || rule[name] === undefined ? null : textOf(rule, name, where)
  return { title: optional('title'), stage: optional('stage'), step: optional('step') }
}

/** Sixteen hex digits, as every failure group has them. */
export function isGroupId(text: string): boolean {
  return /^[0-9a-f]{16}$/.test(text)
}

function textOf(rule: Readonly<Record<string, unknown>>, name: string, where: string): string {
  const value = rule[name]
  if (typeof value !== 'string' || value.length > longestText) {
    throw refused(`${where} has no \`${name}\` of at most ${longestText} characters.`)
  }
  return value
}

function parsedJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw refused(`${name} is not JSON.`, error)
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function refused(message: string, cause?: unknown): OperatorError {
  const nextStep = '`hyperscope group rules --json` writes such a file. Nothing was applied.'
  return new OperatorError('invalid-rules', message, nextStep, cause)
}

/** How a rule reads in a sentence: `merge 85476c57327e9d89`. */
export function ruleText(kind: GroupRuleKind, value: string): string {
  return value === '' ? kind : `${kind} ${value}`
}
