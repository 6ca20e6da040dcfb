import type { Database, Statement } from 'better-sqlite3'
import type { GroupPart } from '../lifecycle/group-rule.ts'
import type { Stage } from '../lifecycle/stage.ts'
import { prepareAll } from './prepare-all.ts'

export const groupRuleKinds = ['rename', 'merge', 'split', 'mute'] as const

export type GroupRuleKind = (typeof groupRuleKinds)[number]

export interface GroupRule {
  readonly kind: GroupRuleKind
  readonly failureGroupId: string
  /** rename: the name; merge: the group that it becomes a part of; split: by what (group-split.ts); mute: empty. */
  readonly value: string
  readonly createdMs: number
}

/** A rule with what its group was when it was read: for a reader, and for a file that does not know the group. */
export interface DescribedRule extends GroupRule {
  readonly title: string | null
  readonly stage: string | null
  readonly step: string | null
}

/** A failed attempt with everything that a rule can look at. */
export interface RegroupableFailure {
  readonly instanceId: string
  readonly attempt: number
  readonly stage: Exclude<Stage, 'done'>
  readonly step: string | null
  readonly exitCode: number | null
  readonly decisiveLine: string | null
  readonly failureGroupId: string
  /** That gave it `failureGroupId`; null: unknown. */
  readonly algorithm: string | null
  readonly instanceGroup: string | null
  readonly instanceType: string | null
  readonly availabilityZone: string | null
  readonly availabilityZoneId: string | null
  readonly privateIp: string | null
  readonly imageId: string | null
  readonly lifecycleScriptUri: string | null
  readonly capacityType: string | null
}

const selectFailures = /* sql */ `
  SELECT failure.instance_id AS instanceId, failure.attempt, failure.stage, failure.step,
         failure.exit_code AS exitCode, failure.decisive_line AS decisiveLine,
         failure.failure_group_id AS failureGroupId, failure_signature.algorithm,
         instance.instance_group AS instanceGroup, instance.instance_type AS instanceType,
         instance.availability_zone AS availabilityZone, instance.availability_zone_id AS availabilityZoneId,
         instance.private_ip AS privateIp, instance.image_id AS imageId,
         instance.lifecycle_script_uri AS lifecycleScriptUri, instance.capacity_type AS capacityType
    FROM failure
    JOIN instance USING (cluster_id, instance_id)
    LEFT JOIN failure_signature ON failure_signature.failure_group_id = failure.failure_group_id
   WHERE failure.cluster_id = @clusterId
   ORDER BY failure.instance_id, failure.attempt
`

const sql = {
  selectFailures,
  exists: 'SELECT 1 FROM failure_signature WHERE failure_group_id = @failureGroupId',
  all: /* sql */ `
    SELECT group_rule.kind, group_rule.failure_group_id AS failureGroupId, group_rule.value,
           group_rule.created_ms AS createdMs, failure_signature.template AS title, failure_signature.stage,
           failure_signature.step
      FROM group_rule
      LEFT JOIN failure_signature ON failure_signature.failure_group_id = group_rule.failure_group_id
     ORDER BY group_rule.rule_id`,
  // A second name replaces the first one.
  replace: 'DELETE FROM group_rule WHERE failure_group_id = @failureGroupId AND kind = @kind',
  insert: /* sql */ `
    INSERT INTO group_rule (kind, failure_group_id, value, created_ms)
    VALUES (@kind, @failureGroupId, @value, @createdMs)`,
  kinds: 'SELECT kind FROM group_rule WHERE failure_group_id = @failureGroupId ORDER BY rule_id',
  remove: 'DELETE FROM group_rule WHERE failure_group_id = @failureGroupId',
  insertSignature: /* sql */ `
    INSERT INTO failure_signature (failure_group_id, algorithm, stage, step, template)
    VALUES (@failureGroupId, @algorithm, @stage, @step, @template)
    ON CONFLICT DO NOTHING`,
  insertPart: /* sql */ `
    INSERT INTO group_part (part_id, failure_group_id, split_by, value)
    VALUES (@partId, @failureGroupId, @by, @value)
    ON CONFLICT DO NOTHING`,
  insertPartSignature: /* sql */ `
    INSERT INTO failure_signature (failure_group_id, algorithm, stage, step, template)
    SELECT @partId, 'split', stage, step, template || ' · ' || @phrase
      FROM failure_signature
     WHERE failure_group_id = @failureGroupId
    ON CONFLICT DO NOTHING`,
  // While it is a part of something, no link leads away from it.
  reachPart: 'DELETE FROM moved_group WHERE alias_id = @partId',
  // What was a part leads to what it was a part of.
  leavePart: /* sql */ `
    INSERT INTO moved_group (alias_id, failure_group_id)
    SELECT part_id, failure_group_id FROM group_part WHERE failure_group_id = @failureGroupId
    ON CONFLICT (alias_id) DO UPDATE SET failure_group_id = excluded.failure_group_id`,
  deleteParts: 'DELETE FROM group_part WHERE failure_group_id = @failureGroupId',
  move: /* sql */ `
    UPDATE failure SET failure_group_id = @failureGroupId
     WHERE cluster_id = @clusterId AND instance_id = @instanceId AND attempt = @attempt`,
}

/** What the user has decided about failure groups, and what follows for the failures. Callers own the transaction. */
export class GroupRuleStore {
  readonly #sql: Readonly<Record<keyof typeof sql, Statement>>

  constructor(database: Database) {
    this.#sql = prepareAll(database, sql)
  }

  isGroup(failureGroupId: string): boolean {
    return this.#sql.exists.get({ failureGroupId }) !== undefined
  }

  /** In the order in which they were made. */
  all(): readonly DescribedRule[] {
    return this.#sql.all.all() as DescribedRule[]
  }

  /** A second rule of a kind on a group takes the place of the first. */
  add(rule: GroupRule): void {
    const { kind, failureGroupId } = rule
    if (kind === 'split') this.#leaveParts(failureGroupId)
    this.#sql.replace.run({ kind, failureGroupId })
    this.#sql.insert.run(rule)
  }

  /** Takes back every rule on the group; returns their kinds. */
  remove(failureGroupId: string): readonly GroupRuleKind[] {
    const rows = this.#sql.kinds.all({ failureGroupId }) as { kind: GroupRuleKind }[]
    this.#sql.remove.run({ failureGroupId })
    this.#leaveParts(failureGroupId)
    return rows.map(({ kind }) => kind)
  }

  /** Every failed attempt of the cluster, by instance. */
  failures(clusterId: string): readonly RegroupableFailure[] {
    return this.#sql.selectFailures.all({ clusterId }) as RegroupableFailure[]
  }

  saveSignature(signature: {
    readonly failureGroupId: string
    readonly algorithm: string
    readonly stage: string
    readonly step: string | null
    readonly template: string
  }): void {
    this.#sql.insertSignature.run(signature)
  }

  /** `phrase` stands behind the title of the group that it is a part of. */
  savePart(part: GroupPart & { readonly by: string; readonly phrase: string }): void {
    this.#sql.insertPart.run(part)
    this.#sql.insertPartSignature.run(part)
    this.#sql.reachPart.run(part)
  }

  move(
    clusterId: string,
    to: Pick<RegroupableFailure, 'instanceId' | 'attempt' | 'failureGroupId'>,
  ): void {
    const { instanceId, attempt, failureGroupId } = to
    this.#sql.move.run({ clusterId, instanceId, attempt, failureGroupId })
  }

  #leaveParts(failureGroupId: string): void {
    this.#sql.leavePart.run({ failureGroupId })
    this.#sql.deleteParts.run({ failureGroupId })
  }
}
