import type { DemoOperation, OperationScene } from './demo-operation.ts'
import type { DemoStream } from './log-delivery.ts'
import { requestedLogGroup } from './log-streams-operations.ts'
import { eventOverheadBytes } from './merged-page.ts'
import { type InputReader, inputReader } from './request-input.ts'
import { requiredStream } from './requested-stream.ts'
import { invalidParameter } from './service-error.ts'

const refusal = invalidParameter('The specified nextToken is invalid.')

/** Which way a page is read, and the event it starts behind. */
interface Start {
  readonly direction: 'f' | 'b'
  /** Place of the event in the whole stream, visible or not; exclusive. */
  readonly edge: number
}

/** Places of the events that are visible and in range: `startTime` inclusive, `endTime` exclusive. */
function visiblePlaces(stream: DemoStream, nowMs: number, reader: InputReader): number[] {
  const fromMs = reader.number('startTime') ?? 0
  const toMs = reader.number('endTime') ?? Number.MAX_SAFE_INTEGER
  return [...stream.atMs.keys()].filter((place) => {
    const atMs = stream.atMs[place] ?? 0
    return atMs >= fromMs && atMs < toMs && (stream.ingestedMs[place] ?? 0) <= nowMs
  })
}

function startOf(scene: OperationScene, request: string, reader: InputReader): Start {
  const token = reader.text('nextToken')
  if (token === undefined) {
    return reader.flag('startFromHead')
      ? { direction: 'f', edge: -1 }
      : { direction: 'b', edge: Number.MAX_SAFE_INTEGER }
  }
  const [direction, rest = ''] = token.split('/')
  if (direction !== 'f' && direction !== 'b') throw refusal
  return { direction, edge: Number(scene.tokens.read(request, rest, refusal)[0]) }
}

/** As many of these places as a page holds, from the front. */
function fill(
  places: readonly number[],
  stream: DemoStream,
  limits: { events: number; bytes: number },
): number[] {
  let bytes = 0
  const page: number[] = []
  for (const place of places.slice(0, limits.events)) {
    bytes += Buffer.byteLength(stream.messages[place] ?? '') + eventOverheadBytes
    if (bytes > limits.bytes && page.length > 0) break
    page.push(place)
  }
  return page
}

function pagePlaces(
  places: readonly number[],
  stream: DemoStream,
  options: { start: Start; limits: { events: number; bytes: number } },
): number[] {
  const { start, limits } = options
  if (start.direction === 'f')
    return fill(
      places.filter((place) => place > start.edge),
      stream,
      limits,
    )
  const before = places.filter((place) => place < start.edge)
  return fill(before.reverse(), stream, limits).reverse()
}

/** GetLogEvents: tokens are never null, and reading on at the end gives back the token that was sent. */
export const getLogEvents: DemoOperation = (scene, input) => {
  const { tokens, trick, limits, nowMs } = scene
  const reader = inputReader(input, invalidParameter)
  const logGroup = requestedLogGroup(scene, reader)
  const name = reader.requiredText('logStreamName')
  const { stream } = requiredStream(scene, logGroup, name)
  const request = `GetLogEvents ${logGroup} ${name} ${reader.number('startTime')} ${reader.number('endTime')}`
  const start = startOf(scene, request, reader)
  const events = Math.min(reader.count('limit', { from: 1, to: 10_000 }) ?? 10_000, limits.events)
  const visible = visiblePlaces(stream, nowMs, reader)
  const full = pagePlaces(visible, stream, { start, limits: { events, bytes: limits.bytes } })
  const page = trick === 'empty-page' ? [] : full
  const token = (direction: 'f' | 'b', edge: number | undefined): string => {
    const atEnd = page.length === 0 && trick === undefined && direction === start.direction
    const sent = reader.text('nextToken')
    if (atEnd && sent !== undefined) return sent
    const stays = trick !== undefined && direction === start.direction
    const turned = visible.findLast((place) => place < start.edge) ?? -1
    const here = direction === start.direction ? start.edge : turned
    return `${direction}/${tokens.issue(request, [stays ? start.edge : (edge ?? here)])}`
  }
  return {
    events: page.map((place) => ({
      timestamp: stream.atMs[place],
      message: stream.messages[place],
      ingestionTime: stream.ingestedMs[place],
    })),
    nextForwardToken: token('f', page.at(-1)),
    nextBackwardToken: token('b', page[0]),
  }
}
