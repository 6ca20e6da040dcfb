import type { Database, Statement } from 'better-sqlite3'
import { prepareAll } from './prepare-all.ts'

export type GroupRuleKind = 'rename' | 'merge' | 'mute'

export interface GroupRule {
  readonly kind: GroupRuleKind
  readonly failureGroupId: string
  /** rename: the name; merge: the group that it becomes a part of; mute: empty. */
  readonly value: string
  readonly createdMs: number
}

const sql = {
  exists: 'SELECT 1 FROM failure_signature WHERE failure_group_id = @failureGroupId',
  // A second name replaces the first one.
  replace: 'DELETE FROM group_rule WHERE failure_group_id = @failureGroupId AND kind = @kind',
  insert: /* sql */ `
    INSERT INTO group_rule (kind, failure_group_id, value, created_ms)
    VALUES (@kind, @failureGroupId, @value, @createdMs)`,
  kinds: 'SELECT kind FROM group_rule WHERE failure_group_id = @failureGroupId',
  remove: 'DELETE FROM group_rule WHERE failure_group_id = @failureGroupId',
}

/** What the user has decided about failure groups. */
export class GroupRuleStore {
  readonly #sql: Readonly<Record<keyof typeof sql, Statement>>

  constructor(database: Database) {
    this.#sql = prepareAll(database, sql)
  }

  isGroup(failureGroupId: string): boolean {
    return this.#sql.exists.get({ failureGroupId }) !== undefined
  }

  add(rule: GroupRule): void {
    this.#sql.replace.run({ kind: rule.kind, failureGroupId: rule.failureGroupId })
    this.#sql.insert.run(rule)
  }

  /** Takes back every rule on the group; returns their kinds. */
  remove(failureGroupId: string): readonly GroupRuleKind[] {
    const rows = this.#sql.kinds.all({ failureGroupId }) as { kind: GroupRuleKind }[]
    this.#sql.remove.run({ failureGroupId })
    return rows.map(({ kind }) => kind)
  }
}
