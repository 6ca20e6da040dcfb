import type { OperationScene } from './demo-operation.ts'
import { sinceCreated, streamBeginsMs } from './demo-stream.ts'
import type { DemoStream } from './log-delivery.ts'
import { otherStreams } from './other-logs.ts'
import { ServiceError } from './service-error.ts'

/** A stream of the request, and the number that its event ids carry. */
export interface RequestedStream {
  readonly index: number
  readonly stream: DemoStream
}

/** The stream of this name; undefined: there is none yet. */
export function existingStream(scene: OperationScene, name: string): RequestedStream | undefined {
  const { createdAgainMs, nowMs } = scene
  const found = everWritten(scene, name)
  if (found === undefined || createdAgainMs === undefined) return found
  const stream = sinceCreated(found.stream, createdAgainMs)
  const isThere = stream?.ingestedMs.some((ms) => ms <= nowMs) === true
  return stream === undefined || !isThere ? undefined : { ...found, stream }
}

function everWritten(
  { cluster, nowMs }: OperationScene,
  name: string,
): RequestedStream | undefined {
  const instance = cluster.streamOwners.get(name)
  if (instance === undefined) {
    const place = otherStreams(cluster).findIndex((other) => other.name === name)
    const stream = otherStreams(cluster)[place]
    return stream === undefined ? undefined : { index: 900_000 + place, stream }
  }
  const stream = streamBeginsMs(instance) + 5_000 <= nowMs ? cluster.stream(instance) : undefined
  return stream === undefined ? undefined : { index: instance.index, stream }
}

/** Throws the ServiceError of a stream that does not exist. */
export function requiredStream(
  scene: OperationScene,
  logGroup: string,
  name: string,
): RequestedStream {
  const found = logGroup === scene.cluster.logGroupName ? existingStream(scene, name) : undefined
  if (found !== undefined) return found
  throw new ServiceError('ResourceNotFoundException', 'The specified log stream does not exist.')
}
