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
} from '@aws-sdk/client-cloudwatch-logs'
import type { AwsCaller } from './aws-caller.ts'
import { isRefusal } from './aws-fault.ts'
import { logGroupNotFound } from './aws-operator-error.ts'
import { type FilteredPage, sendForRawBody } from './filtered-page.ts'

/** The operations of CloudWatch Logs that hyperscope calls, each sent by AwsCaller. */
export class LogsApi {
  readonly #client: CloudWatchLogsClient
  readonly #caller: AwsCaller

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
  filterLogEvents(
    input: FilterLogEventsCommandInput & { readonly logGroupName: string },
  ): Promise<FilteredPage> {
    return this.#caller.call({
      action: 'logs:FilterLogEvents',
      subject: input.logGroupName,
      send: (signal) => sendForRawBody(this.#client, new FilterLogEventsCommand(input), signal),
      isComplete: () => true,
      expected: ['ResourceNotFoundException', 'InvalidParameterException'],
    })
  }

  logGroupNotFound(
    action: 'logs:DescribeLogStreams' | 'logs:FilterLogEvents',
    logGroupName: string,
    error: unknown,
  ): Error {
    const context = { action, subject: logGroupName, region: this.region }
    return logGroupNotFound(context, error)
  }
}
