import type { LogGroup, LogStream } from '@aws-sdk/client-cloudwatch-logs'
import type { LogGroupInfo, LogPage, LogSource, LogStreamInfo, ReadRequest } from '../log-source.ts'
import { firstSeen } from './first-seen.ts'
import type { LogsApi } from './logs-api.ts'
import { pageChain } from './page-chain.ts'
import { plannedRead } from './planned-read.ts'

/** The largest page that both list operations give. */
const pageSize = 50

/** Lifecycle logs in CloudWatch. */
export class CloudWatchLogSource implements LogSource {
  readonly #logs: LogsApi

  constructor(logs: LogsApi) {
    this.#logs = logs
  }

  async *logGroups(namePrefix: string): AsyncGenerator<readonly LogGroupInfo[]> {
    const chain = pageChain(
      (nextToken) =>
        this.#logs.describeLogGroups({
          logGroupNamePrefix: namePrefix,
          limit: pageSize,
          nextToken,
        }),
      (page) => page.nextToken,
    )
    const isNew = firstSeen<LogGroupInfo>(({ name }) => name)
    for await (const page of chain) {
      yield (page.logGroups ?? []).flatMap(logGroupInfo).filter(isNew)
    }
  }

  async *logStreams(logGroupName: string): AsyncGenerator<readonly LogStreamInfo[]> {
    const chain = pageChain(
      (nextToken) => this.#logs.describeLogStreams({ logGroupName, limit: pageSize, nextToken }),
      (page) => page.nextToken,
    )
    const isNew = firstSeen<LogStreamInfo>(({ name }) => name)
    for await (const page of chain) {
      yield (page.logStreams ?? []).flatMap(logStreamInfo).filter(isNew)
    }
  }

  read(request: ReadRequest): AsyncIterable<LogPage> {
    return plannedRead(this.#logs, request)
  }
}

/** A group without a name cannot be read and is left out. */
export function logGroupInfo(group: LogGroup): LogGroupInfo[] {
  if (group.logGroupName === undefined) return []
  return [
    {
      name: group.logGroupName,
      createdMs: group.creationTime,
      retentionDays: group.retentionInDays,
      storedBytes: group.storedBytes,
    },
  ]
}

function logStreamInfo(stream: LogStream): LogStreamInfo[] {
  if (stream.logStreamName === undefined) return []
  return [
    {
      name: stream.logStreamName,
      createdMs: stream.creationTime,
      lastEventMs: stream.lastEventTimestamp,
    },
  ]
}
