// Replays the user's rules: from the group that each failed attempt's own line gives to the group that it is in. Nothing
// is lost by it: the group of the line is computed anew each time, so a rule taken back leaves no trace.
import { createHash } from 'node:crypto'
import { signatureAlgorithm } from '../lifecycle/failure-signature.ts'
import type { GroupRules, Regrouped, Split } from '../lifecycle/group-rule.ts'
import { regroup } from '../lifecycle/group-rule.ts'
import { parseSplitKey, partPhrase, splitValue } from '../lifecycle/group-split.ts'
import type { Matcher } from '../lifecycle/matcher.ts'
import { re2Matcher } from '../re2-matcher.ts'
import type { GroupRule, RegroupableFailure } from '../store/group-rule-store.ts'
import type { SyncDatabase } from '../store/sync-database.ts'
import { failureGroupOf } from './instance-reader.ts'

/** The algorithm of a part's signature: it is what a rule says, not what a line says. */
export const splitAlgorithm = 'split'

/** Puts every failed attempt of the cluster into the group that the rules give it. Callers own the transaction. */
export function applyGroupRules(database: SyncDatabase, clusterId: string): void {
  const { groupRules } = database
  const rules = groupRules.all()
  const failures = groupRules.failures(clusterId).map(
    (failure): Regrouped<RegroupableFailure> => ({
      failure,
      failureGroupId: ownGroup(failure),
    }),
  )
  for (const { failure, failureGroupId } of failures) {
    if (failureGroupId !== failure.failureGroupId) groupRules.saveSignature(ownSignature(failure))
  }
  const { regrouped, parts } = regroup(failures, replayed(rules))
  const keys = new Map(
    rules.flatMap(({ kind, failureGroupId, value }) =>
      kind === 'split' ? [[failureGroupId, value] as const] : [],
    ),
  )
  for (const part of parts) {
    const by = keys.get(part.failureGroupId) ?? ''
    const key = parseSplitKey(by)
    const phrase = key === undefined ? part.value : partPhrase(key, part.value)
    groupRules.savePart({ ...part, by, phrase })
  }
  for (const { failure, failureGroupId } of regrouped) {
    if (failure.failureGroupId !== failureGroupId) {
      groupRules.move(clusterId, { ...failure, failureGroupId })
    }
  }
}

/**
 * The group that the line gives. A line that another algorithm has judged is left to the next analysis, which keeps the
 * links to it.
 */
function ownGroup(failure: RegroupableFailure): string {
  const { algorithm, failureGroupId } = failure
  const isOurs =
    algorithm === null || algorithm === signatureAlgorithm || algorithm === splitAlgorithm
  return isOurs ? ownSignature(failure).failureGroupId : failureGroupId
}

function ownSignature({ stage, step, exitCode, decisiveLine }: RegroupableFailure) {
  const text = decisiveLine ?? undefined
  const failure = {
    ...{ stage, step: step ?? undefined, exitCode: exitCode ?? undefined, reasons: [] },
    decisiveLine: text === undefined ? undefined : { ordinal: 0, text },
  }
  return { ...failureGroupOf(failure), stage, step }
}

function replayed(rules: readonly GroupRule[]): GroupRules<RegroupableFailure> {
  const merges = rules.filter(({ kind }) => kind === 'merge')
  const splits = rules.flatMap(({ kind, failureGroupId, value }) => {
    const split = kind === 'split' ? splitOf(failureGroupId, value) : undefined
    return split === undefined ? [] : [[failureGroupId, split] as const]
  })
  return {
    merges: new Map(merges.map(({ failureGroupId, value }) => [failureGroupId, value])),
    splits: new Map(splits),
  }
}

function splitOf(failureGroupId: string, by: string): Split<RegroupableFailure> | undefined {
  const key = parseSplitKey(by)
  if (key === undefined) return undefined
  const matcher = key.by === 'match' ? patternOf(key.pattern) : undefined
  if (key.by === 'match' && matcher === undefined) return undefined
  return {
    value: (failure) => splitValue(splitFailure(failure), key, matcher),
    partId: (value) => partIdOf(failureGroupId, by, value),
  }
}

/** undefined: it is none; only a file that something else has written holds such a rule, and no sync fails for it. */
function patternOf(pattern: string): Matcher | undefined {
  try {
    return re2Matcher(pattern)
  } catch {
    return undefined
  }
}

/** A pure function of the split and the value: the same in every file, sync and order. */
export function partIdOf(failureGroupId: string, by: string, value: string): string {
  const text = JSON.stringify(['split', failureGroupId, by, value])
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

function splitFailure(failure: RegroupableFailure) {
  return {
    step: failure.step ?? undefined,
    exitCode: failure.exitCode ?? undefined,
    decisiveLine: failure.decisiveLine ?? undefined,
    instance: {
      instanceId: failure.instanceId,
      instanceGroup: failure.instanceGroup ?? undefined,
      instanceType: failure.instanceType ?? undefined,
      availabilityZone: failure.availabilityZone ?? undefined,
      availabilityZoneId: failure.availabilityZoneId ?? undefined,
      privateIp: failure.privateIp ?? undefined,
      imageId: failure.imageId ?? undefined,
      lifecycleScriptUri: failure.lifecycleScriptUri ?? undefined,
      capacityType: failure.capacityType ?? undefined,
      launchedMs: undefined,
    },
  }
}
