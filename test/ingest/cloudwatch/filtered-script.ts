// Scripts of FilterLogEvents for the tests of its pages.
import * as assert from 'uvu/assert'
import {
  type ChainPage,
  type ChainRequest,
  filteredPages,
} from '../../../ingest/cloudwatch/filtered-pages.ts'
import { OperatorError } from '../../../ingest/operator-error.ts'
import {
  type AwsRequest,
  all,
  type Reply,
  type Script,
  thrownBy,
  withScriptedAws,
} from './scripted-aws.ts'

export const group = '/aws/sagemaker/Clusters/ml-prod/abcdefghijkl'
export const streamA = 'LifecycleConfig/worker/i-0aaaaaaaaaaaaaaaa'
export const streamB = 'LifecycleConfig/worker/i-0bbbbbbbbbbbbbbbb'
export const request: ChainRequest = {
  logGroupName: group,
  streamNames: [streamA, streamB],
  fromMs: 1000,
  toMs: 9000,
}

export function event(eventId: string, timestamp: number, logStreamName = streamA) {
  return { eventId, timestamp, logStreamName, message: `text of ${eventId}`, ingestionTime: 1 }
}

export function page(events: readonly ReturnType<typeof event>[], nextToken?: string): Reply {
  return { json: { events, searchedLogStreams: [], nextToken } }
}

export function idsOf(pages: readonly ChainPage[]): string[] {
  return pages.flatMap(({ events }) => events.map(({ message }) => message.replace('text of ', '')))
}

export async function read(
  script: Script,
  check: (pages: ChainPage[], requests: readonly AwsRequest[]) => void,
  asked: ChainRequest = request,
): Promise<void> {
  await withScriptedAws(script, async ({ connection, requests }) => {
    check(await all(filteredPages(connection.logs, asked)), requests)
  })
}

export async function errorOf(script: Script): Promise<OperatorError> {
  let error: unknown
  await withScriptedAws(script, async ({ connection }) => {
    error = await thrownBy(all(filteredPages(connection.logs, request)))
  })
  assert.instance(error, OperatorError)
  return error as OperatorError
}
