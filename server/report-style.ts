import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { ReportStyle } from '../views/report.ts'

/** The stylesheet of the report, to stand inside it. */
export function reportStyle(): ReportStyle {
  const file = new URL('views/assets/report.css', import.meta.resolve('#package.json'))
  const text = readFileSync(file, 'utf8')
  return { text, sha256: createHash('sha256').update(text).digest('base64') }
}
