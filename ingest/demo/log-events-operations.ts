import type { DemoOperation, OperationScene } from './demo-operation.ts'
import { demoEventId } from './demo-stream.ts'
import { requestedLogGroup } from './log-streams-operations.ts'
import { type MergedPage, type MergePosition, mergedPage } from './merged-page.ts'
import { otherStreams } from './other-logs.ts'
import { type InputReader, inputReader } from './request-input.ts'
import { existingStream, type RequestedStream, requiredStream } from './requested-stream.ts'
import { invalidParameter } from './service-error.ts'

const refusal = invalidParameter('The specified nextToken is invalid.')

function streamsByPrefix(
  scene: OperationScene,
  logGroup: string,
  prefix: string,
): RequestedStream[] {
  if (logGroup !== scene.cluster.logGroupName) return []
  const names = [
    ...scene.cluster.streamOwners.keys(),
    ...otherStreams(scene.cluster).map(({ name }) => name),
  ]
  const wanted = names.filter((name) => name.startsWith(prefix)).sort()
  return wanted.flatMap((name) => existingStream(scene, name) ?? [])
}

function requestedStreams(
  scene: OperationScene,
  logGroup: string,
  reader: InputReader,
): RequestedStream[] {
  const names = reader.texts('logStreamNames')
  const prefix = reader.text('logStreamNamePrefix')
  if (names !== undefined && prefix !== undefined) {
    throw invalidParameter('logStreamNamePrefix and logStreamNames are mutually exclusive.')
  }
  if (names === undefined) return streamsByPrefix(scene, logGroup, prefix ?? '')
  if (names.length < 1 || names.length > 100) {
    throw invalidParameter(
      "1 validation error detected: Value at 'logStreamNames' failed to satisfy constraint: Member must have length less than or equal to 100, greater than or equal to 1",
    )
  }
  return [...new Set(names)].sort().map((name) => requiredStream(scene, logGroup, name))
}

// Quoted phrases and plain words that must all occur: as much of the filter language as an operator types by hand.
function messageFilter(reader: InputReader): (message: string) => boolean {
  const pattern = reader.text('filterPattern') ?? ''
  const terms = [...pattern.matchAll(/"([^"]+)"|(\S+)/g)].map(
    ([, phrase, word]) => phrase ?? word ?? '',
  )
  if (terms.some((term) => /^[{[%?-]/.test(term))) {
    throw invalidParameter('Invalid filter pattern')
  }
  return terms.length === 0
    ? () => true
    : (message) => terms.every((term) => message.includes(term))
}

function positionIn(
  streams: readonly RequestedStream[],
  position: readonly (string | number)[],
): MergePosition | undefined {
  const [atMs, name, place] = position
  if (atMs === undefined) return undefined
  const stream = streams.findIndex((entry) => entry.stream.name === name)
  return { atMs: Number(atMs), stream, place: Number(place) }
}

function eventRecord(
  { index, stream }: RequestedStream,
  { atMs, place }: MergePosition,
): Record<string, unknown> {
  return {
    logStreamName: stream.name,
    timestamp: atMs,
    message: stream.messages[place],
    ingestionTime: stream.ingestedMs[place],
    eventId: demoEventId({ index, atMs }, place),
  }
}

type Position = readonly (string | number)[]

function filteredPage(
  scene: OperationScene,
  streams: readonly RequestedStream[],
  { reader, start }: { reader: InputReader; start: Position },
): MergedPage {
  const { limits, nowMs } = scene
  const wanted = reader.count('limit', { from: 1, to: 10_000 }) ?? 10_000
  return mergedPage({
    streams: streams.map(({ stream }) => stream),
    nowMs,
    fromMs: reader.number('startTime') ?? 0,
    toMs: reader.number('endTime') ?? Number.MAX_SAFE_INTEGER,
    after: positionIn(streams, start),
    matches: messageFilter(reader),
    limits: { events: Math.min(wanted, limits.events), bytes: limits.bytes },
  })
}

/** FilterLogEvents: interleaved by time, `startTime` and `endTime` inclusive. */
export const filterLogEvents: DemoOperation = (scene, input) => {
  const { tokens, trick } = scene
  const reader = inputReader(input, invalidParameter)
  const streams = requestedStreams(scene, requestedLogGroup(scene, reader), reader)
  const { nextToken: _, limit: __, ...bound } = input
  const request = `FilterLogEvents ${JSON.stringify(bound)}`
  const token = reader.text('nextToken')
  const start: Position = token === undefined ? [] : tokens.read(request, token, refusal)
  const again = (): string => tokens.issue(request, start)
  if (trick === 'empty-page') return { searchedLogStreams: [], events: [], nextToken: again() }
  const page = filteredPage(scene, streams, { reader, start })
  const events = page.events.flatMap((event) => {
    const stream = streams[event.stream]
    return stream === undefined ? [] : eventRecord(stream, event)
  })
  if (trick === 'repeated-page') return { searchedLogStreams: [], events, nextToken: again() }
  const last = page.events.at(-1)
  const name = streams[last?.stream ?? -1]?.stream.name ?? ''
  const end = last === undefined ? start : [last.atMs, name, last.place]
  const nextToken = page.more ? tokens.issue(request, end) : undefined
  return { searchedLogStreams: [], events, nextToken }
}
