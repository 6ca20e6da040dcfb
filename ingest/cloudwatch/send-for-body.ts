// The SDK's own parser takes more than half of the time that a page of events costs, so the body is taken before it and
// parsed by us; signing, credentials and error answers stay the SDK's.
import type {
  CloudWatchLogsClient,
  FilterLogEventsCommand,
  GetLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { brokenAnswer, UnexpectedAnswer } from './aws-fault.ts'

interface HttpAnswer {
  readonly statusCode: number
  body: AsyncIterable<Uint8Array> | Uint8Array
}

/** Sends the command; the text of its answer. Throws what the SDK throws for an error answer. */
export async function sendForBody(
  client: CloudWatchLogsClient,
  command: FilterLogEventsCommand | GetLogEventsCommand,
  abortSignal: AbortSignal,
): Promise<string> {
  let text = ''
  // The overloads of the SDK know one command each.
  const sent = command as FilterLogEventsCommand
  sent.middlewareStack.add(
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
  await client.send(sent, { abortSignal })
  return text
}

async function wholeText(body: HttpAnswer['body']): Promise<string> {
  if (body instanceof Uint8Array) return Buffer.from(body).toString('utf8')
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

/** The fields of an answer. Throws UnexpectedAnswer where it is no JSON. */
export function parsedBody(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    throw new UnexpectedAnswer(brokenAnswer(text))
  }
}
