import { zstdCompressSync } from 'node:zlib'
import {
  type ColumnSource,
  fileWriter,
  ParquetWriter,
  schemaFromColumnData,
} from 'hyparquet-writer'
import type { LakeColumn, LakePart } from './store/lake-store.ts'

/** Rows held in memory at once. */
const rowGroup = 50_000

/** Writes the rows of a part as Parquet, zstd-compressed; the same rows give the same bytes. Returns how many. */
export function writeParquet(path: string, part: LakePart): number {
  const schema = schemaFromColumnData({ columnData: columnData(part.columns, []) })
  const writer = new ParquetWriter({
    ...{ writer: fileWriter(path), schema, codec: 'ZSTD', createdBy: 'hyperscope' },
    compressors: { ZSTD: (bytes) => zstdCompressSync(bytes) },
  })
  let rows = 0
  const rest = part.rows()
  for (let group = take(rest); group.length > 0; group = take(rest)) {
    writer.write({ columnData: columnData(part.columns, group), rowGroupSize: rowGroup })
    rows += group.length
  }
  writer.finish()
  return rows
}

type Row = readonly (string | number | null)[]

function take(rows: IterableIterator<Row>): readonly Row[] {
  const group: Row[] = []
  while (group.length < rowGroup) {
    const { done, value } = rows.next()
    if (done === true) break
    group.push(value)
  }
  return group
}

function columnData(columns: readonly LakeColumn[], rows: readonly Row[]): ColumnSource[] {
  return columns.map(({ name, type }, index) => ({
    ...{ name, type, nullable: true },
    data: rows.map((row) => {
      const value = row[index] ?? null
      return type === 'INT64' && value !== null ? BigInt(value) : value
    }),
  }))
}
