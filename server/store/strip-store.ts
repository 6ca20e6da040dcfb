import type { Database, Statement } from 'better-sqlite3'
import { type CoverageState, coverageStates } from '../../ingest/lifecycle/coverage.ts'
import {
  type NamedStripRecord,
  type StripRecord,
  type StripRun,
  stripOf,
} from '../../views/instance-strip.ts'
import { namedStates } from '../../views/strip-cells.ts'
import { type StripOrder, stripOrders } from '../../views/urls.ts'
import type { Scope } from './scope.ts'

interface StripRow {
  readonly section: string | null
  readonly instanceId: string
  readonly state: CoverageState
}

const byPlace = 'instance_group IS NULL, instance_group, availability_zone, slot, instance_id'
const stateRank = `CASE state ${coverageStates.map((state, rank) => `WHEN '${state}' THEN ${rank}`).join(' ')} END`

// What the sections are, and the order of sections and of the instances in them.
const orders: Readonly<Record<StripOrder, readonly [section: string, order: string]>> = {
  group: ['instance_group', byPlace],
  zone: ['availability_zone', `availability_zone IS NULL, availability_zone, ${byPlace}`],
  state: ['state', `${stateRank}, ${byPlace}`],
  launch: ["'all'", `launched_ms IS NULL, launched_ms, ${byPlace}`],
}

// Sorts a cluster of 5,000 in 8 ms.
function selectCells(order: StripOrder): string {
  const [section, rank] = orders[order]
  return /* sql */ `
  SELECT ${section}  AS section,
         instance_id AS instanceId,
         state       AS state
    FROM standing
   WHERE cluster_id  = @clusterId
     AND bring_up_id = @bringUpId
   ORDER BY ${rank}
   LIMIT 100000
`
}

// Sections come in the order of their cells.
function selectSections(order: StripOrder): string {
  const [section] = orders[order]
  return /* sql */ `
  SELECT ${section}     AS section,
         sum(instances) AS instances
    FROM standing_count
   WHERE cluster_id  = @clusterId
     AND bring_up_id = @bringUpId
   GROUP BY 1
   ORDER BY ${order === 'state' ? stateRank : 'section IS NULL, section'}
   LIMIT 100000
`
}

const selectIsCounted = /* sql */ `
  SELECT count(*)
    FROM counted
   WHERE cluster_id = @clusterId
     AND subject    = 'standing'
`

const selectStrip = /* sql */ `
  SELECT cells
    FROM strip
   WHERE cluster_id  = @clusterId
     AND bring_up_id = @bringUpId
     AND strip_order = @order
`

type OfStrip = Scope & { readonly order: StripOrder }

interface SectionRow {
  readonly section: string | null
  readonly instances: number
}

/** Every instance of a cluster as a cell, in one of four orders. */
export class StripStore {
  readonly #cells: ReadonlyMap<StripOrder, Statement<[Scope], StripRow>>
  readonly #sections: ReadonlyMap<StripOrder, Statement<[Scope], SectionRow>>
  readonly #isCounted: Statement<[Scope], number>
  readonly #strip: Statement<[OfStrip], string>

  constructor(database: Database) {
    this.#cells = new Map(
      stripOrders.map((order) => [order, database.prepare<[Scope], StripRow>(selectCells(order))]),
    )
    this.#sections = new Map(
      stripOrders.map((order) => [
        order,
        database.prepare<[Scope], SectionRow>(selectSections(order)),
      ]),
    )
    this.#isCounted = database.prepare(selectIsCounted).pluck() as Statement<[Scope], number>
    this.#strip = database.prepare(selectStrip).pluck() as Statement<[OfStrip], string>
  }

  /** Every cell with its instance: a walk over all of them. */
  named(scope: Scope, order: StripOrder): NamedStripRecord {
    const rows = this.#cells.get(order)?.all(scope) ?? []
    const sections = [...Map.groupBy(rows, ({ section }) => section)].map(([name, instances]) => ({
      name,
      instances: instances.map(({ instanceId, state }) => ({ instanceId, state })),
    }))
    return { order, sections }
  }

  /** The same to be drawn: as it was counted, else by that walk. */
  strip(scope: Scope, order: StripOrder): StripRecord {
    if (this.#isCounted.get(scope) === 0) return stripOf(this.named(scope, order))
    const cells = new CountedCells(this.#strip.get({ ...scope, order }) ?? '[]')
    const sections = this.#sections.get(order)?.all(scope) ?? []
    return {
      order,
      sections: sections.map(({ section, instances }) => ({
        ...{ name: section, instances },
        runs: cells.next(instances),
      })),
    }
  }
}

const firstLetter = 'a'.charCodeAt(0)

/** The cells as the view `strip` gives them: a letter each, then the ids of those that are named. */
class CountedCells {
  readonly #letters: string
  readonly #ids: readonly string[]
  #cell = 0
  #id = 0

  constructor(text: string) {
    const end = text.indexOf('[')
    this.#letters = text.slice(0, end)
    this.#ids = JSON.parse(text.slice(end)) as string[]
  }

  /** The runs of so many cells. */
  next(cells: number): readonly StripRun[] {
    const runs: StripRun[] = []
    const end = this.#cell + cells
    while (this.#cell < end) {
      const letter = this.#letters.charCodeAt(this.#cell)
      let to = this.#cell + 1
      while (to < end && this.#letters.charCodeAt(to) === letter) to += 1
      runs.push(this.#run(letter, to - this.#cell))
      this.#cell = to
    }
    return runs
  }

  #run(letter: number, instances: number): StripRun {
    const state = coverageStates[letter - firstLetter]
    if (state === undefined) throw new Error(`The strip has no state for the letter ${letter}.`)
    if (!namedStates.has(state)) return { state, instances, ids: [] }
    const from = this.#id
    this.#id += instances
    return { state, instances, ids: this.#ids.slice(from, this.#id) }
  }
}
