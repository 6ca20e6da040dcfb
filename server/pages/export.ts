import type { FastifyPluginAsync } from 'fastify'
import { shellQuoted } from '../../ingest/lifecycle/console-link.ts'
import { type ExportForm, exportPage } from '../../views/export.ts'
import type { ClusterHeader } from '../../views/layout.ts'
import { type PageOptions, registerPage } from '../reply-page.ts'

/** How the file of a cluster is passed on. */
export const exportPages: FastifyPluginAsync<
  PageOptions & { readonly databasePath: string }
> = async (app, options) => {
  registerPage(app, options, {
    path: '/clusters/:cluster/export',
    answer: ({ params }) => {
      const { cluster, lines: secretLines } = options.stores().secretLines(params.cluster ?? '')
      const forms = exportForms(cluster, options.databasePath)
      return {
        ...{ title: 'Export', cluster, tab: undefined, record: { cluster, forms, secretLines } },
        body: () => exportPage({ cluster, forms, secretLines }),
        table: () => ({
          columns: ['form', 'holds', 'command'],
          rows: forms.flatMap(({ name, holds, commands }) =>
            commands.map((command) => [name, holds, command]),
          ),
        }),
      }
    },
  })
}

/** The bring-up that the page is about stands in the key, `ml-prod@2026-11-16T02:00Z`. */
function exportForms({ key, bringUp }: ClusterHeader, path: string): readonly ExportForm[] {
  const db = `--db ${shellQuoted(path)}`
  const [cluster = key] = key.split('@', 1)
  const scope = bringUp === null ? '' : ` --bring-up ${bringUp.bringUpId}`
  return [
    {
      name: 'Report',
      holds:
        'One HTML file without scripts, every sentence with the lines it rests on: to read, send or print. As .md for a ticket.',
      commands: [
        `hyperscope report ${shellQuoted(cluster)}${scope} -o incident.html ${db}`,
        `hyperscope report ${shellQuoted(cluster)}${scope} --redact identifiers -o incident.md ${db}`,
      ],
    },
    {
      name: 'Incident',
      holds:
        'A small file of one bring-up that this viewer opens: all counts and verdicts, and the lines of whoever did not simply succeed.',
      commands: [
        `hyperscope export --format incident --cluster ${shellQuoted(key)} -o incident.db ${db}`,
      ],
    },
    {
      name: 'Bundle',
      holds:
        'The logs and the inventory as AWS gives them, in a .tar.gz for a support case, which hyperscope import reads back.',
      commands: [
        `hyperscope export --format bundle --cluster ${shellQuoted(key)} --instances failed -o support.tar.gz ${db}`,
      ],
    },
    {
      name: 'Evidence pack',
      holds:
        'What is known in as few words as a budget allows, for a chat or a language model; text of logs is fenced.',
      commands: [`hyperscope pack ${shellQuoted(key)} --tokens 8000 -o evidence.json ${db}`],
    },
    {
      name: 'Tables',
      holds:
        'The public tables and views row by row, for a spreadsheet or another database; as Parquet for many files and months.',
      commands: [
        `hyperscope export --all --format csv --cluster ${shellQuoted(key)} -o export/ ${db}`,
        `hyperscope export --format parquet -o lake/ ${db}`,
      ],
    },
  ]
}
