import { createHash } from 'node:crypto'
import type { ReportStyle } from '../views/report.ts'
import { styleText } from './assets.ts'

/** The stylesheet of the report, to stand inside it. */
export function reportStyle(): ReportStyle {
  const text = styleText('report.css')
  return { text, sha256: createHash('sha256').update(text).digest('base64') }
}
