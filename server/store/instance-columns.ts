// SQL that several stores share: how an instance and its last attempt are put together.
import { failedStates } from '../../ingest/lifecycle/coverage.ts'

/** The failed states as an SQL list; constants of the program, no input. */
export const failedList = [...failedStates].map((state) => `'${state}'`).join(', ')

/** Joins the last attempt, which says where an instance stands; an instance without a log has none. */
export const joinLastAttempt = /* sql */ `
  LEFT JOIN attempt AS last ON last.cluster_id  = instance.cluster_id
                           AND last.instance_id = instance.instance_id
                           AND last.attempt     = instance.attempt`

/** Where the last attempt stands or stopped. NULL: there is none. */
export const stageColumn = 'coalesce(last.failed_stage, last.stage)'
export const stepColumn = `CASE WHEN last.failed_stage IS NULL THEN last.step ELSE last.failed_step END`
