import { readFileSync } from 'node:fs'
import type { SqlGuide } from '../views/sql.ts'

let guide: SqlGuide | undefined

/** Tables, columns and questions as docs/sql.md describes them; a test holds that page to the schema. */
export function sqlGuide(): SqlGuide {
  guide ??= parseGuide(
    readFileSync(new URL('docs/sql.md', import.meta.resolve('#package.json')), 'utf8'),
  )
  return guide
}

function parseGuide(page: string): SqlGuide {
  const [tables = '', questions = ''] = page.split('\n## Post-mortem queries')
  return {
    tables: tables.split('\n### `').slice(1).map(parseTable),
    examples: questions.split('\n### ').slice(1).map(parseExample),
  }
}

function parseTable(section: string): SqlGuide['tables'][number] {
  const name = section.slice(0, section.indexOf('`'))
  const [own = ''] = section.split('\n#### ')
  const rows = own.matchAll(/^\| `(\w+)` \| (\w+) \| ?(.*?) ?\|$/gm)
  return {
    name,
    meaning: plain(own.split('\n\n')[1] ?? ''),
    columns: Array.from(rows, ([, column = '', type = '', meaning = '']) => ({
      ...{ name: column, type, meaning: plain(meaning) },
    })),
  }
}

function parseExample(section: string): SqlGuide['examples'][number] {
  const [heading = ''] = section.split('\n')
  const [, query = ''] = /^```sql\n([\s\S]*?)^```/m.exec(section) ?? []
  return { title: heading.replace(/^\d+\. /, ''), query: query.trim() }
}

/** Markdown as text. */
function plain(markdown: string): string {
  return markdown
    .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replaceAll('`', '')
    .replaceAll('\n', ' ')
}
