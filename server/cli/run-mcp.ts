// Loaded by `mcp` alone: the SDK of the protocol is larger than the rest of the command line.
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fromJsonSchema, McpServer } from '@modelcontextprotocol/server'
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import { OperatorError } from '../../ingest/operator-error.ts'
import { openForReading } from '../../migrations/open-database.ts'
import { openReadStores } from '../store/read-store.ts'
import type { CommandContext } from './command-context.ts'
import { redactorsOf } from './export-bundle.ts'
import { type McpArguments, mcpTools, type ToolRun } from './mcp-tools.ts'

interface McpJob {
  readonly db: string
  readonly redact: boolean
  readonly rules?: string
}

/** Serves until standard input ends. Throws OperatorError `database-missing` and as `openForReading` does. */
export async function runMcp(job: McpJob, context: CommandContext): Promise<void> {
  const database = openForReading(job.db)
  const stores = openReadStores(database)
  const run: ToolRun = {
    ...{ stores, clock: context.now, signal: context.signal },
    redactor: redactorsOf(job),
  }
  const input = context.stdin() as unknown as NodeJS.ReadableStream
  const ended = Promise.race([once(input, 'end'), once(input, 'close')])
  const handle = serveStdio(() => mcpServer(run))
  context.signal.addEventListener('abort', () => void handle.close())
  try {
    await Promise.race([ended, once(context.signal, 'abort')])
    await handle.close()
  } finally {
    database.close()
  }
}

function mcpServer(run: ToolRun): McpServer {
  const packageFile = new URL(import.meta.resolve('#package.json'))
  const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string }
  const server = new McpServer({ name: 'hyperscope', version })
  for (const { name, description, properties, required, answer } of mcpTools) {
    server.registerTool(
      name,
      {
        description,
        inputSchema: fromJsonSchema<McpArguments>({
          ...{ type: 'object', properties, required: [...required] },
          additionalProperties: false,
        }),
        annotations: { readOnlyHint: true, idempotentHint: true, openWorldHint: false },
      },
      (given) => reply(() => answer(run, given)),
    )
  }
  return server
}

/** What an operator could act on is an answer, too: the model may correct its question. */
async function reply(answer: () => Promise<unknown>) {
  try {
    return { content: [{ type: 'text' as const, text: JSON.stringify(await answer()) }] }
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error
    const text = `${error.message} ${error.nextStep}`
    return { content: [{ type: 'text' as const, text }], isError: true }
  }
}
