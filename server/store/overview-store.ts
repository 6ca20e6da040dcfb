import type { Database, Statement } from 'better-sqlite3'
import { type CoverageState, coverageStates } from '../../ingest/lifecycle/coverage.ts'
import type { CoverageCount } from '../../views/ledger.ts'
import type { OfInstance } from './instance-store.ts'
import type { Scope } from './scope.ts'

/** How many instances of one state stand or stopped at one place. */
export interface PlaceCount {
  readonly state: CoverageState
  /** null: no attempt. */
  readonly stage: string | null
  readonly step: string | null
  readonly instances: number
}

/** A step, and how many last attempts entered it. */
export interface EnteredStep {
  readonly step: string
  readonly entered: number
  /** Mean place in the order of steps. */
  readonly position: number
}

/** What the cluster's own row and its flags say. */
export interface ClusterFacts {
  readonly status: string | null
  readonly failureMessage: string | null
  readonly awsDisagrees: number
}

const selectPlaces = /* sql */ `
  SELECT state          AS state,
         stage          AS stage,
         step           AS step,
         sum(instances) AS instances
    FROM standing_count
   WHERE cluster_id  = @clusterId
     AND bring_up_id = @bringUpId
   GROUP BY 1, 2, 3
   LIMIT 10000
`

const selectEnteredSteps = /* sql */ `
  SELECT step, entered, position
    FROM entered_step
   WHERE cluster_id  = @clusterId
     AND bring_up_id = @bringUpId
   ORDER BY position, step
   LIMIT 1000
`

const selectFacts = /* sql */ `
  SELECT cluster.status          AS status,
         cluster.failure_message AS failureMessage,
         (SELECT coalesce(sum(instances), 0)
            FROM standing_count
           WHERE cluster_id    = @clusterId
             AND bring_up_id   = @bringUpId
             AND aws_disagrees = 1) AS awsDisagrees
    FROM cluster
   WHERE cluster.cluster_id = @clusterId
`

const selectState = /* sql */ `
  SELECT state
    FROM standing
   WHERE cluster_id  = @clusterId
     AND bring_up_id = @bringUpId
     AND instance_id = @instanceId
`

/** Where the instances of a cluster stand. */
export class OverviewStore {
  readonly #places: Statement<[Scope], PlaceCount>
  readonly #enteredSteps: Statement<[Scope], EnteredStep>
  readonly #facts: Statement<[Scope], ClusterFacts>
  readonly #state: Statement<[OfInstance], CoverageState>

  constructor(database: Database) {
    this.#places = database.prepare(selectPlaces)
    this.#enteredSteps = database.prepare(selectEnteredSteps)
    this.#facts = database.prepare(selectFacts)
    this.#state = database.prepare(selectState).pluck() as Statement<[OfInstance], CoverageState>
  }

  places(scope: Scope): readonly PlaceCount[] {
    return this.#places.all(scope)
  }

  enteredSteps(scope: Scope): readonly EnteredStep[] {
    return this.#enteredSteps.all(scope)
  }

  facts(scope: Scope): ClusterFacts {
    return this.#facts.get(scope) ?? { status: null, failureMessage: null, awsDisagrees: 0 }
  }

  /** undefined: the cluster has no such instance. */
  stateOf(of: OfInstance): CoverageState | undefined {
    return this.#state.get(of)
  }
}

/** Every state with its number of instances, in the order of ledgers. */
export function coverageOf(places: readonly PlaceCount[]): readonly CoverageCount[] {
  return coverageStates.map((state) => ({
    state,
    instances: places
      .filter((place) => place.state === state)
      .reduce((sum, { instances }) => sum + instances, 0),
  }))
}
