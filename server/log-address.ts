import { type ErrorRecord, errorRecord } from '../ingest/lifecycle/aws-verdict.ts'
import { consoleLink, logEventsCommand } from '../ingest/lifecycle/console-link.ts'
import type { LogAddress } from '../views/instance.ts'
import type { FailureRecord } from '../views/instance-verdict.ts'

/** Where the log is to be found outside hyperscope. */
export function logAddress(stream: {
  readonly region: string
  readonly logGroup: string
  readonly logStream: string
}): LogAddress {
  const { logGroup, logStream } = stream
  return {
    ...{ logGroup, logStream },
    consoleUrl: consoleLink(stream),
    command: logEventsCommand(stream),
  }
}

/** The announced error record, filled from the log. */
export function errorRecordOf(failure: FailureRecord, address: LogAddress): ErrorRecord {
  return errorRecord({
    ...{ logGroup: address.logGroup, logStream: address.logStream, stage: failure.stage },
    step: failure.step ?? undefined,
    exitCode: failure.exitCode ?? undefined,
    decisiveLine: failure.decisiveLine ?? undefined,
  })
}
