import {
  type CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  type DescribeLogGroupsCommandInput,
  type DescribeLogGroupsCommandOutput,
  DescribeLogStreamsCommand,
  type DescribeLogStreamsCommandInput,
  type DescribeLogStreamsCommandOutput,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
  GetLogEventsCommand,
  type GetLogEventsCommandInput,
} from '@aws-sdk/client-cloudwatch-logs'
import type { ReadingCounts } from '../log-source.ts'
import type { AwsCaller } from './aws-caller.ts'
import { isRefusal } from './aws-fault.ts'
import { logGroupNotFound } from './aws-operator-error.ts'
import { type FilteredPage, parseFilteredPage } from './filtered-page.ts'
import { PageCounter } from './page-counts.ts'
import { sendForBody } from './send-for-body.ts'
import { parseStreamPage, type StreamPage } from './stream-page.ts'

/** The operations of CloudWatch Logs that hyperscope calls, each sent by AwsCaller. */
export class LogsApi {
  readonly #client: CloudWatchLogsClient
  readonly #caller: AwsCaller
  readonly #filtered = new PageCounter()
  readonly #got = new PageCounter()

  constructor(client: CloudWatchLogsClient, caller: AwsCaller) {
    this.#client = client
    this.#caller = caller
  }

  get region(): string {
    return this.#caller.region
  }

  describeLogGroups(input: DescribeLogGroupsCommandInput): Promise<DescribeLogGroupsCommandOutput> {
    return this.#caller.call({
      action: 'logs:DescribeLogGroups',
      subject: input.logGroupNamePrefix ?? '',
      send: (abortSignal) =>
        this.#client.send(new DescribeLogGroupsCommand(input), { abortSignal }),
      isComplete: (output) => output.logGroups !== undefined,
    })
  }

  /** Throws OperatorError `log-group-not-found`. */
  async describeLogStreams(
    input: DescribeLogStreamsCommandInput & { readonly logGroupName: string },
  ): Promise<DescribeLogStreamsCommandOutput> {
    try {
      return await this.#caller.call({
        action: 'logs:DescribeLogStreams',
        subject: input.logGroupName,
        send: (abortSignal) =>
          this.#client.send(new DescribeLogStreamsCommand(input), { abortSignal }),
        isComplete: (output) => output.logStreams !== undefined,
        expected: ['ResourceNotFoundException'],
      })
    } catch (error) {
      if (!isRefusal(error, 'ResourceNotFoundException')) throw error
      throw this.logGroupNotFound('logs:DescribeLogStreams', input.logGroupName, error)
    }
  }

  /** Throws ResourceNotFoundException and InvalidParameterException as they come: they need not be the end. */
  async filterLogEvents(
    input: FilterLogEventsCommandInput & { readonly logGroupName: string },
  ): Promise<FilteredPage> {
    const page = await this.#caller.call({
      action: 'logs:FilterLogEvents',
      subject: input.logGroupName,
      send: async (signal) =>
        parseFilteredPage(
          await sendForBody(this.#client, new FilterLogEventsCommand(input), signal),
        ),
      isComplete: () => true,
      expected: ['ResourceNotFoundException', 'InvalidParameterException'],
    })
    this.#filtered.add(page.events, page.nextToken !== undefined)
    return page
  }

  /** Throws as filterLogEvents does. */
  async getLogEvents(
    input: GetLogEventsCommandInput & {
      readonly logGroupName: string
      readonly logStreamName: string
    },
  ): Promise<StreamPage> {
    const page = await this.#caller.call({
      action: 'logs:GetLogEvents',
      subject: `${input.logGroupName}, stream ${input.logStreamName}`,
      send: async (signal) =>
        parseStreamPage(
          await sendForBody(this.#client, new GetLogEventsCommand(input), signal),
          input.logStreamName,
        ),
      isComplete: () => true,
      expected: ['ResourceNotFoundException', 'InvalidParameterException'],
    })
    this.#got.add(page.events, false)
    return page
  }

  reading(): ReadingCounts {
    return {
      ...{ filter: this.#filtered.counts(), get: this.#got.counts() },
      filterPerSecond: this.#caller.quotaPerSecond('logs:FilterLogEvents'),
      getPerSecond: this.#caller.quotaPerSecond('logs:GetLogEvents'),
    }
  }

  /** How many calls of an operation must be under way at once to use its quota up, as measured so far. */
  callsInFlight(action: 'logs:FilterLogEvents' | 'logs:GetLogEvents'): number {
    return this.#caller.callsInFlight(action)
  }

  logGroupNotFound(
    action: 'logs:DescribeLogStreams' | 'logs:FilterLogEvents' | 'logs:GetLogEvents',
    logGroupName: string,
    error: unknown,
  ): Error {
    const context = { action, subject: logGroupName, region: this.region }
    return logGroupNotFound(context, error)
  }
}
