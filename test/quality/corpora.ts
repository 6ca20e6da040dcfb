import { readFileSync } from 'node:fs'

/** The objects of a file with one JSON object a line. */
export function readObjects<Shape>(path: string): Shape[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Shape)
}

/** The lines of a log, without the empty one after its last line feed. */
export function readLines(path: string): string[] {
  const lines = readFileSync(path, 'utf8').split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}

/** The rows of a CSV text, quoted cells and doubled quotes included. */
export function readRows(csv: string): string[][] {
  const text = csv.replaceAll('\r\n', '\n')
  const cell = /(?:^|,|\n)(?:"((?:[^"]|"")*)"|([^,\n]*))/y
  const rows: string[][] = [[]]
  for (let at = 0; at < text.length; at = cell.lastIndex) {
    cell.lastIndex = at
    const match = cell.exec(text)
    if (match === null) break
    if (match[0].startsWith('\n')) rows.push([])
    rows.at(-1)?.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '')
  }
  return rows.filter((row) => row.length > 1)
}

const escapeMark = String.fromCharCode(0x1b)
const bell = String.fromCharCode(0x07)
const escapeSequence = new RegExp(
  `${escapeMark}(?:\\[[0-9;?]*[ -/]*[@-~]|\\][^${bell}${escapeMark}]*(?:${bell}|${escapeMark}\\\\)|[@-Z\\\\-_])`,
  'g',
)

/** What a scorer compares of a line: without colour codes, whole or broken, and blanks around it. */
export function comparable(line: string): string {
  return line
    .replace(escapeSequence, '')
    .replaceAll(escapeMark, '')
    .replace(/\[[0-9;]*[mKGJH]/g, '')
    .trim()
}
