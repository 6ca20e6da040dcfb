import type { FastifyPluginAsync } from 'fastify'
import { OperatorError } from '../../ingest/operator-error.ts'
import { type SqlRecord, sql } from '../../views/sql.ts'
import { type PageOptions, registerPage } from '../reply-page.ts'
import { sqlErrorOf } from '../sql-error.ts'
import { sqlGuide } from '../sql-guide.ts'
import { selectRows } from '../store/select-rows.ts'

export interface SqlOptions extends PageOptions {
  readonly databasePath: string
  readonly now: () => number
  /** False: the page says how to switch it on. */
  readonly isSqlOn: boolean
}

/** One reading statement over the whole file, asked in the URL. */
export const sqlPage: FastifyPluginAsync<SqlOptions> = async (app, options) => {
  registerPage(app, options, {
    path: '/sql',
    isKept: false,
    answer: async ({ query: { q = '' }, isFromElsewhere = false }) => {
      if (!options.isSqlOn) throw isOff()
      // Opening the file first says what is wrong with it in words.
      options.stores()
      const record = await sqlRecord(options, q.trim(), isFromElsewhere)
      return {
        ...{ title: 'SQL', cluster: undefined, tab: undefined, record },
        status: record.error === null ? 200 : 400,
        body: () => sql(record, sqlGuide()),
        table: () => ({ columns: record.columns, rows: record.rows }),
      }
    },
  })
}

function isOff(): OperatorError {
  return new OperatorError(
    'not-found',
    'The SQL page is off.',
    'Start the viewer with `hyperscope serve --sql`, or ask on the command line: hyperscope sql "SELECT …".',
  )
}

async function sqlRecord(
  { databasePath, now }: SqlOptions,
  query: string,
  waits: boolean,
): Promise<SqlRecord> {
  const nothing = { query, columns: [], rows: [], cut: null, elapsedMs: null, error: null, waits }
  if (query === '' || waits) return nothing
  try {
    return { ...nothing, ...(await selectRows(databasePath, query, now)) }
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error
    return { ...nothing, error: sqlErrorOf(error, query) }
  }
}
