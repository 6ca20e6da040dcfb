import type { Database, Statement } from 'better-sqlite3'
import type { GroupPartRow, GroupRuleRow } from '../../views/group-rules.ts'

const selectRules = /* sql */ `
  SELECT kind, value
    FROM group_rule
   WHERE failure_group_id = @failureGroupId
   ORDER BY rule_id
`

const partColumns = /* sql */ `
  SELECT group_part.part_id          AS partId,
         group_part.failure_group_id AS failureGroupId,
         group_part.split_by         AS splitBy,
         group_part.value            AS value,
         coalesce(whole.template, '') AS title
    FROM group_part
    LEFT JOIN failure_signature AS whole ON whole.failure_group_id = group_part.failure_group_id`

const selectParts = /* sql */ `
  ${partColumns}
   WHERE group_part.failure_group_id = @failureGroupId
   ORDER BY group_part.value
   LIMIT 100
`

const selectWhole = /* sql */ `
  ${partColumns}
   WHERE group_part.part_id = @failureGroupId
`

type OfId = { readonly failureGroupId: string }

/** What the user has decided about failure groups, and what became of them. */
export class GroupRulesStore {
  readonly #rules: Statement<[OfId], GroupRuleRow>
  readonly #parts: Statement<[OfId], GroupPartRow>
  readonly #whole: Statement<[OfId], GroupPartRow>

  constructor(database: Database) {
    this.#rules = database.prepare(selectRules)
    this.#parts = database.prepare(selectParts)
    this.#whole = database.prepare(selectWhole)
  }

  /** The rules on one group, in the order in which they were made. */
  rules(failureGroupId: string): readonly GroupRuleRow[] {
    return this.#rules.all({ failureGroupId })
  }

  /** What the group was split into, by value. */
  parts(failureGroupId: string): readonly GroupPartRow[] {
    return this.#parts.all({ failureGroupId })
  }

  /** What the group is a part of; undefined: it is a whole. */
  whole(failureGroupId: string): GroupPartRow | undefined {
    return this.#whole.get({ failureGroupId })
  }
}
