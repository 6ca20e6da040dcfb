import { moment } from './format.ts'
import type { NoteRecord, NotesRecord } from './notes.ts'

/** Notes for a terminal: what about, when, what was written, what the line says. Removed ones are left out. */
export function notesText({ cluster, notes }: NotesRecord): string {
  const standing = notes.filter(({ removedMs }) => removedMs === null)
  if (standing.length === 0) return `${cluster.name}: no notes and no bookmarks.\n`
  return `${standing.map(noteText).join('\n')}`
}

function noteText(note: NoteRecord): string {
  const { instanceId, lineOrdinal, failureGroupId, kind } = note
  const subject = instanceId ?? `group ${failureGroupId ?? ''}`
  const at = lineOrdinal === null ? subject : `${subject}:${lineOrdinal}`
  const texts = [note.text, note.line ?? ''].filter((text) => text !== '')
  const body = texts.map((text) => `  ${text.replaceAll('\n', '\n  ')}\n`).join('')
  return `${moment(note.createdMs)} UTC  ${kind}  ${at}\n${body}`
}
