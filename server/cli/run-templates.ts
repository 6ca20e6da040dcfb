import { once } from 'node:events'
import { templateGroups } from '../../ingest/lifecycle/template.ts'
import { type Template, TemplateTable } from '../../ingest/lifecycle/template-table.ts'
import { count } from '../../views/format.ts'
import type { CommandContext } from './command-context.ts'
import { readLog } from './log-files.ts'
import { printable } from './printable.ts'

const lineFeed = 0x0a
/** Characters that are written at once. */
const chunkLength = 1 << 16

/** Prints the template of every line (`--json`), or every template with the number of its lines. */
export async function runTemplates(
  job: { readonly file: string; readonly json: boolean },
  context: CommandContext,
): Promise<void> {
  const { places, groups } = templatesOfBytes(readLog(job.file))
  const texts = job.json ? jsonLines(places, groups) : tableLines(places, groups)
  let chunk = ''
  for (const text of texts) {
    chunk += text
    if (chunk.length < chunkLength) continue
    if (!context.stdout.write(chunk)) await once(context.stdout, 'drain')
    chunk = ''
  }
  context.stdout.write(chunk)
}

/** Lines are read where they lie: a string for each would cost more than their templates. */
function templatesOfBytes(bytes: Buffer): {
  readonly places: readonly number[]
  readonly groups: readonly Template[]
} {
  const table = new TemplateTable()
  const places: number[] = []
  for (let from = 0; from < bytes.length; ) {
    const found = bytes.indexOf(lineFeed, from)
    const end = found === -1 ? bytes.length : found
    places.push(table.indexOfBytes(bytes, from, end))
    from = end + 1
  }
  return { places, groups: templateGroups(table.templates) }
}

function* jsonLines(places: readonly number[], groups: readonly Template[]): Generator<string> {
  const tails = groups.map(({ templateId, template }) => {
    return `"template_id":${JSON.stringify(templateId)},"template":${printable(JSON.stringify(template))}}\n`
  })
  for (const [index, place] of places.entries()) yield `{"line":${index + 1},${tails[place]}`
}

function* tableLines(places: readonly number[], groups: readonly Template[]): Generator<string> {
  const counts = new Map<string, { lines: number; template: string }>()
  for (const place of places) {
    const { templateId = '', template = '' } = groups[place] ?? {}
    const known = counts.get(templateId) ?? { lines: 0, template }
    known.lines += 1
    counts.set(templateId, known)
  }
  const rows = [...counts].sort(([a, x], [b, y]) => y.lines - x.lines || (a < b ? -1 : 1))
  for (const [id, { lines, template }] of rows) {
    yield `${count(lines).padStart(9)}  ${id}  ${printable(template)}\n`
  }
}
