import { firstOfTemplates, templateOf } from '../lifecycle/template-table.ts'
import type { SyncDatabase } from '../store/sync-database.ts'
import type { MetTemplate } from '../store/template-store.ts'
import type { NumberedReading } from './instance-readers.ts'

/** What the lines of one instance say. */
export interface ReadInstance {
  readonly instanceId: string
  readonly reading: NumberedReading
}

/** So many templates are looked for in all lines of their stream; fewer, each in its own line. */
const manyTemplates = 20

/** Replaces what was known of some instances of a cluster. Callers own the transaction. */
export function saveReadings(
  database: SyncDatabase,
  clusterId: string,
  readings: readonly ReadInstance[],
): void {
  saveTemplates(database, readings)
  for (const { instanceId, reading } of readings) {
    const { attempts, streams, templates, knownCauses, rows } = reading
    const key = { clusterId, instanceId }
    const saved = templates.map(
      (firstLineOf) =>
        new Map(Array.from(firstLineOf, ([number, line]) => [rows.idOf(number), line])),
    )
    for (const { streamId, secrets } of streams) database.secrets.save(streamId, secrets)
    database.analysis.saveInstance(key, attempts, streams)
    database.durations.saveInstance(key)
    database.templates.saveInstance(key, saved)
    database.knownCauses.saveInstance(key, knownCauses)
  }
}

/** A number of a reader that has no row yet. */
interface NewNumber {
  readonly number: number
  readonly met: MetTemplate
  readonly rows: NumberedReading['rows']
  /** Where it stands. */
  readonly streamId: number
  readonly line: number
}

/** Gives every template that the readings speak of its row; those that several streams print, their texts. */
function saveTemplates(database: SyncDatabase, readings: readonly ReadInstance[]): void {
  const numbers = readings.flatMap(({ reading }) => newNumbers(reading))
  const found = database.templates.metAll(numbers.map(({ met }) => met))
  const shared = new Map<string, NewNumber>()
  for (const each of numbers) {
    const row = found.get(each.met.key)
    if (row === undefined) continue
    each.rows.save(each.number, row)
    // Another stream, read by another reader or an earlier sync, prints it too.
    if (row.text === null && row.onlyStream !== each.met.streamId) shared.set(each.met.key, each)
  }
  for (const { reading } of readings) {
    for (const { number, text } of reading.met.second) {
      database.templates.saveText(reading.rows.idOf(number), text)
    }
  }
  saveTexts(database, shared)
}

function newNumbers({ templates, attempts, rows }: NumberedReading): readonly NewNumber[] {
  return templates.flatMap((firstLineOf, index) =>
    Array.from(firstLineOf).flatMap(([number, line]) => {
      const met = rows.unsaved(number)
      const streamId = attempts[index]?.streamId ?? 0
      return met === undefined ? [] : [{ number, met, rows, streamId, line }]
    }),
  )
}

/** Finds the texts of templates in the lines where they stand. */
function saveTexts(database: SyncDatabase, shared: ReadonlyMap<string, NewNumber>): void {
  const unwritten = Array.from(shared.values()).filter(
    ({ met }) => database.templates.stored(met.key)?.text === null,
  )
  for (const [streamId, ofStream] of Map.groupBy(unwritten, (each) => each.streamId)) {
    const ids = new Map(ofStream.map(({ met, rows, number }) => [met.key, rows.idOf(number)]))
    for (const [key, template] of textsIn(database, streamId, ofStream)) {
      const templateId = ids.get(key)
      if (templateId !== undefined) database.templates.saveText(templateId, template)
    }
  }
}

function textsIn(
  { lines }: SyncDatabase,
  streamId: number,
  ofStream: readonly NewNumber[],
): readonly (readonly [key: string, template: string])[] {
  if (ofStream.length >= manyTemplates) {
    const keys = new Set(ofStream.map(({ met }) => met.key))
    const first = firstOfTemplates(lines.lines(streamId), keys)
    return Array.from(first, ([key, { template }]) => [key, template])
  }
  return ofStream.flatMap(({ line }) =>
    lines.between(streamId, { first: line, last: line }).map(({ text }) => {
      const { templateId, template } = templateOf(text)
      return [templateId, template] as const
    }),
  )
}
