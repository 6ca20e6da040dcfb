import type { PeekedBytes } from './peeked-bytes.ts'

/** What a file holds. */
export type FileFormat =
  /** Text of a CloudWatch export task to S3, or of `aws logs tail`: a time before each event. */
  | 'export'
  /** JSON of `aws logs get-log-events` or `filter-log-events`: pages, lists of pages or events, an event a line. */
  | 'events-json'
  /** CSV of the CloudWatch console or of Logs Insights. */
  | 'csv'
  /** The log as the instance holds it: lines without times. */
  | 'raw'
  /** JSON of `aws sagemaker describe-cluster`, `list-cluster-nodes`, `describe-cluster-node`, `list-cluster-events`, `describe-cluster-event`. */
  | 'inventory-json'
  /** JSON that holds none of these. */
  | 'other-json'
  | 'empty'
  | 'binary'

/** The formats that a user may force. */
export const forcedFormats = ['export', 'events-json', 'csv', 'raw', 'inventory-json'] as const

/** A time at the head of a line: `2026-11-23T02:04:31.500Z`, with an offset, or epoch ms; then the rest. */
export const timedLine =
  /^(?:(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2}))|(\d{13}))(?: ([\s\S]*))?$/

const headBytes = 65_536
const firstBytes = 64
/** As Latin-1; a byte order mark may stand before it, and blanks. */
const beginsLikeJson = /^(?:\xef\xbb\xbf)?\s*(?:[{[]|$)/
const inventoryKeys =
  /"(?:ClusterArn|ClusterNodeSummaries|NodeDetails|EventDetails)"\s*:|"Events"\s*:\s*\[/
const eventKeys = /"(?:message|events)"\s*:/
const csvHeader =
  /^(?:"?@?(?:timestamp|message|logStream|logStreamName|ingestionTime|log)"?,)*"?@?(?:timestamp|message|logStreamName|logStream|ingestionTime|log)"?\r?$/

/** Told from the first bytes, never from the name. */
export async function fileFormat(bytes: PeekedBytes): Promise<FileFormat> {
  const head = await bytes.peek(headBytes)
  if (head.length === 0) return 'empty'
  if (oddBytes(head) > head.length / 20) return 'binary'
  const text = head.toString('utf8').replace(/^\ufeff/, '')
  // `[SageMaker] …` begins a raw log, not a list.
  if (/^\s*(?:\{\s*["}]|\[\s*[[{\]])/.test(text)) return jsonFormat(text)
  const firstLine = /^\s*([^\n]*)/.exec(text)?.[1] ?? ''
  if (isCsvHeader(firstLine)) return 'csv'
  return timedLine.test(firstLine.replace(/\r$/, '')) ? 'export' : 'raw'
}

/** Whether it is `inventory-json`: of most files the first bytes say that they are not. */
export async function isInventory(bytes: PeekedBytes): Promise<boolean> {
  const head = (await bytes.peek(firstBytes)).toString('latin1')
  return beginsLikeJson.test(head) && (await fileFormat(bytes)) === 'inventory-json'
}

function jsonFormat(text: string): FileFormat {
  if (inventoryKeys.test(text)) return 'inventory-json'
  return eventKeys.test(text) ? 'events-json' : 'other-json'
}

function isCsvHeader(line: string): boolean {
  return csvHeader.test(line) && line.includes('timestamp') && line.includes('message')
}

/** Control characters that a log rarely holds: not tab, newline, return, bell, backspace or escape. */
function oddBytes(bytes: Uint8Array): number {
  let count = 0
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] as number
    if (byte < 0x20 && !(byte >= 0x07 && byte <= 0x0a) && byte !== 0x0d && byte !== 0x1b) count += 1
  }
  return count
}
