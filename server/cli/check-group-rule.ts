import { merged } from '../../ingest/lifecycle/group-rule.ts'
import { parseSplitKey, splitFacets } from '../../ingest/lifecycle/group-split.ts'
import { OperatorError } from '../../ingest/operator-error.ts'
import { re2Matcher } from '../../ingest/re2-matcher.ts'
import type { GroupRule } from '../../ingest/store/group-rule-store.ts'

type CheckedRule = Pick<GroupRule, 'kind' | 'failureGroupId' | 'value'>

/**
 * Throws OperatorError `invalid-option` for a rule that could not be meant: a rename to nothing, a split by nothing that
 * there is, a merge that leads back to where it began. `others` are the rules that hold already.
 */
export function checkGroupRule(rule: CheckedRule, others: readonly CheckedRule[]): void {
  const { kind, failureGroupId: group, value } = rule
  if (kind === 'rename' && value === '') throw needs(rule, 'a name', "'a name'")
  if (kind === 'split') checkSplit(rule)
  if (kind !== 'merge') return
  if (value === '' || value === group) throw needs(rule, 'another group', 'OTHER-ID')
  const merges = others.filter((other) => other.kind === 'merge' && other.failureGroupId !== group)
  const targets = new Map(merges.map(({ failureGroupId, value: into }) => [failureGroupId, into]))
  if (merged(value, targets) !== group) return
  throw new OperatorError(
    'invalid-option',
    `${value} is already merged into ${group}.`,
    `\`hyperscope group undo ${value}\` takes that back first.`,
  )
}

function checkSplit(rule: CheckedRule): void {
  const key = parseSplitKey(rule.value)
  if (key === undefined) throw needs(rule, splitChoices, '--by availability-zone')
  if (key.by !== 'match') return
  try {
    re2Matcher(key.pattern)
  } catch (error) {
    throw new OperatorError(
      'invalid-option',
      `${key.pattern} is no pattern in RE2's syntax: ${error instanceof Error ? error.message : 'unknown'}.`,
      "For example --by 'match:https?://(?P<value>[^/ ]+)'.",
      error,
    )
  }
}

const splitChoices = `something to split by: ${splitFacets.join(', ')}, step, exit-code, word:N or match:PATTERN`

function needs(
  { kind, failureGroupId }: CheckedRule,
  what: string,
  example: string,
): OperatorError {
  return new OperatorError(
    'invalid-option',
    `${kind} ${failureGroupId} needs ${what}.`,
    `hyperscope group ${kind} ${failureGroupId} ${example}`,
  )
}
