import type { AwsWords } from '../../views/aws-words.ts'
import type { InstanceIdentity, InstanceRecord } from '../../views/instance.ts'
import { errorRecordOf, logAddress } from '../log-address.ts'
import { attemptPlotOf } from './attempt-plot.ts'
import { chosenAttempt, instanceNotFound } from './instance-request.ts'
import type { InstanceFacts, OfAttempt } from './instance-store.ts'
import { attemptLogRecord, type LogRequest } from './log-record.ts'
import { notesOf } from './note-records.ts'
import { onlyHereRows } from './only-here.ts'
import { scopeOf } from './scope.ts'
import { type RunsOfAttempt, stageParts } from './stage-parts.ts'
import type { Stores } from './stores.ts'

/** Throws OperatorError `cluster-not-found`, `not-found`. */
export function instanceRecord(
  stores: Stores,
  nameOrId: string,
  request: LogRequest,
): InstanceRecord {
  const cluster = stores.clusters.cluster(nameOrId)
  const { instanceId } = request
  const of = { ...scopeOf(cluster), instanceId }
  const facts = stores.instances.instance(of)
  const attempts = stores.instances.attempts(of)
  const attempt = chosenAttempt(attempts, request, facts?.lastAttempt ?? 0)
  const isAsked = request.attempt !== undefined
  if (facts === undefined || (isAsked && attempt === undefined)) {
    throw instanceNotFound(cluster.name, request)
  }
  const ofAttempt = { ...of, attempt: attempt?.attempt ?? 0 }
  const stream = stores.instances.stream(ofAttempt)
  const failure = stores.instances.failure(ofAttempt)
  const address = stream && logAddress({ region: cluster.region, ...stream })
  const runs = runsOf(stores, ofAttempt)
  const shown = attempt && stream && { cluster, instanceId, attempt, stream, failure }
  const log = shown && attemptLogRecord(stores, shown, request)
  return {
    ...{ cluster, instance: identityOf(facts), logAddress: address, attempts, attempt, failure },
    stageParts: stageParts(runs),
    plot: attempt && attemptPlotOf({ ...runs, attempt, log }),
    errorRecord: address && failure && errorRecordOf(failure, address),
    aws: awsWords(stores, ofAttempt, facts),
    contrast: onlyHereRows(stores, { ...of, failureGroupId: failure?.failureGroupId }, log),
    siblings: stores.siblings.siblings(of, facts, {
      failures: stores.failures,
      failureGroupId: failure?.failureGroupId,
    }),
    log,
    notes: notesOf(stores, of),
  }
}

function identityOf(facts: InstanceFacts): InstanceIdentity {
  const {
    awsStatus,
    awsMessage,
    awsDisagreesReason,
    clusterFailureMessage,
    lastAttempt,
    ...identity
  } = facts
  return identity
}

function runsOf(stores: Stores, of: OfAttempt): RunsOfAttempt {
  return {
    stages: stores.instances.stageRuns(of),
    steps: stores.instances.stepRuns(of),
    pace: stores.instances.pace(of.clusterId),
  }
}

function awsWords(stores: Stores, of: OfAttempt, facts: InstanceFacts): AwsWords {
  const { clusterFailureMessage } = facts
  const isNamed = clusterFailureMessage?.includes(of.instanceId) === true
  return {
    status: facts.awsStatus,
    message: facts.awsMessage,
    clusterMessage: isNamed ? clusterFailureMessage : null,
    events: stores.instances.events(of),
    disagreement: facts.awsDisagreesReason,
  }
}
