// CloudWatch Logs with one log group of one very long stream, made as it is asked for: nothing of it is held.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** Lines of the stream, three milliseconds a line. */
export interface LongLog {
  readonly lines: number
  readonly startMs: number
  lineOf(line: number): string
}

export const longLogGroup = '/aws/sagemaker/Clusters/ml-prod/abcdefghijkl'
const logStreamName = 'LifecycleConfig/workers/i-0aaaaaaaaaaaaaaa1'
const pageEvents = 10_000
const pageBytes = 1_048_576
/** CloudWatch counts so much with each event. */
const eventBytes = 26

interface Asked {
  readonly startTime?: number
  readonly endTime?: number
  readonly nextToken?: string
}

/** Serves it at 127.0.0.1; resolves once it listens. */
export async function serveLongLog(log: LongLog): Promise<{ url: string; server: Server }> {
  const server = createServer(async (request, response) => {
    const asked = JSON.parse(await text(request)) as Asked
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? ''
    const answer = answers[operation]
    response.writeHead(answer === undefined ? 400 : 200, {
      'content-type': 'application/x-amz-json-1.1',
      date: new Date(endMs(log) + 600_000).toUTCString(),
    })
    response.end(JSON.stringify(answer?.(log, asked) ?? { __type: 'UnknownOperationException' }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

const endMs = ({ startMs, lines }: LongLog): number => startMs + lines * 3

const answers: Readonly<Record<string, (log: LongLog, asked: Asked) => unknown>> = {
  DescribeLogGroups: ({ startMs }) => ({
    logGroups: [{ logGroupName: longLogGroup, creationTime: startMs - 1000, storedBytes: 1 }],
  }),
  DescribeLogStreams: (log) => ({
    logStreams: [
      {
        ...{ logStreamName, creationTime: log.startMs, firstEventTimestamp: log.startMs },
        ...{ lastEventTimestamp: endMs(log), lastIngestionTime: endMs(log) },
      },
    ],
  }),
  FilterLogEvents: (log, asked) => {
    const { events, next, isLast } = page(log, asked)
    return { events, searchedLogStreams: [], ...(isLast ? {} : { nextToken: `${next}` }) }
  },
  GetLogEvents: (log, asked) => {
    const { events, next } = page(log, asked)
    return { events, nextForwardToken: `f/${next}`, nextBackwardToken: `b/${next}` }
  },
}

function page(log: LongLog, { startTime = 0, endTime = Infinity, nextToken }: Asked) {
  const first = Math.max(0, Math.ceil((startTime - log.startMs) / 3))
  const end = Math.min(log.lines, Math.ceil((endTime - log.startMs) / 3))
  let next = nextToken === undefined ? first : Number(nextToken.replace('f/', ''))
  const events = []
  for (let bytes = 0; next < end && events.length < pageEvents; next += 1) {
    const message = log.lineOf(next)
    bytes += message.length + eventBytes
    if (bytes > pageBytes) break
    const timestamp = log.startMs + next * 3
    const eventId = `3${String(next).padStart(55, '0')}`
    events.push({ logStreamName, timestamp, message, ingestionTime: timestamp + 1000, eventId })
  }
  return { events, next, isLast: next >= end }
}
