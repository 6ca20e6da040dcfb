import { decisiveChoice, type HealthyPrints } from '../lifecycle/decisive-choice.ts'
import type { ChosenLine, StoredCase } from '../store/failure-case-store.ts'
import type { SyncDatabase } from '../store/sync-database.ts'
import { failureGroupOf } from './instance-reader.ts'
import { judgeFleet } from './judge-fleet.ts'

/**
 * Judges the fleet, then chooses of every failed attempt the line that says why against what the healthy instances of
 * this judgement print. Pure function of the stored rows, in one transaction. Reads no log.
 */
export function judgeFleetAndLines(database: SyncDatabase, clusterId: string): void {
  database.atOnce(() => {
    judgeFleet(database, clusterId)
    const cases = database.failureCases.cases(clusterId)
    const chosen = chosenLines(cases, database.templates.healthyPrints(clusterId))
    database.failureCases.saveChoices(clusterId, chosen)
    // An attempt whose every error line healthy instances print too has lost its tail: its coverage state says so.
    if (cases.some((each, at) => isTurned(each, chosen[at]))) judgeFleet(database, clusterId)
  })
}

function chosenLines(cases: readonly StoredCase[], prints: HealthyPrints): readonly ChosenLine[] {
  return cases.map(({ instanceId, attempt, stage, step, exitCode, reasons, clues }) => {
    const choice = decisiveChoice(clues, prints)
    const { decisive } = choice
    const group = failureGroupOf({
      ...{ stage, step: step ?? undefined, exitCode: exitCode ?? undefined },
      decisiveLine: decisive,
    })
    return {
      ...{ instanceId, attempt, group: { ...group, stage, step } },
      // Where there is no error line at all, the analysis of the log has said where it ends.
      choice: choice.reasons.length > 0 ? choice : { ...choice, reasons: JSON.parse(reasons) },
    }
  })
}

function isTurned({ lostTail }: StoredCase, chosen: ChosenLine | undefined): boolean {
  return (chosen?.choice.decisive === undefined) !== (lostTail === 1)
}
