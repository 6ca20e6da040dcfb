// One page of FilterLogEvents. The SDK's own parser takes more than half of the time that a page costs, so the
// body is taken before it and parsed here; signing, credentials and error answers stay the SDK's.
import type { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import type { LogEvent } from '../log-source.ts'
import { brokenAnswer, UnexpectedAnswer } from './aws-fault.ts'

/** An event with CloudWatch's own id; undefined where a service other than AWS leaves it out. */
export interface FilteredEvent extends LogEvent {
  readonly eventId: string | undefined
}

export interface FilteredPage {
  readonly events: readonly FilteredEvent[]
  /** undefined: this was the last page. An empty page with a token is normal. */
  readonly nextToken: string | undefined
}

interface HttpAnswer {
  readonly statusCode: number
  body: AsyncIterable<Uint8Array> | Uint8Array
}

/** Sends the command and parses its answer. Throws UnexpectedAnswer where a 200 holds no page of events. */
export async function sendForRawBody(
  client: CloudWatchLogsClient,
  command: FilterLogEventsCommand,
  abortSignal: AbortSignal,
): Promise<FilteredPage> {
  let text = ''
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args)
      const answer = result.response as HttpAnswer
      if (answer.statusCode === 200) {
        text = await wholeText(answer.body)
        answer.body = Buffer.from('{}')
      }
      return result
    },
    { step: 'deserialize', priority: 'low', name: 'takeBody' },
  )
  await client.send(command, { abortSignal })
  return parseFilteredPage(text)
}

async function wholeText(body: HttpAnswer['body']): Promise<string> {
  if (body instanceof Uint8Array) return Buffer.from(body).toString('utf8')
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

/** Parses the JSON of one answer; throws UnexpectedAnswer where it is no page of events. */
export function parseFilteredPage(text: string): FilteredPage {
  const answer = parsed(text)
  if (!Array.isArray(answer.events)) throw new UnexpectedAnswer('an answer without events')
  const nextToken = typeof answer.nextToken === 'string' ? answer.nextToken : ''
  return {
    events: answer.events.map(filteredEvent),
    nextToken: nextToken === '' ? undefined : nextToken,
  }
}

function parsed(text: string): { events?: unknown; nextToken?: unknown } {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    throw new UnexpectedAnswer(brokenAnswer(text))
  }
}

function filteredEvent(event: Readonly<Record<string, unknown>>): FilteredEvent {
  const { logStreamName, timestamp, message, eventId } = event
  if (typeof logStreamName !== 'string' || typeof timestamp !== 'number') {
    throw new UnexpectedAnswer('an event without log stream or time')
  }
  return {
    streamName: logStreamName,
    atMs: timestamp,
    message: typeof message === 'string' ? message : '',
    eventId: typeof eventId === 'string' ? eventId : undefined,
  }
}
