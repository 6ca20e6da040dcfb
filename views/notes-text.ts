import { moment } from './format.ts'
import type { NoteRecord, NotesRecord } from './notes.ts'
import type { RedHerringRecord } from './red-herrings.ts'

/** Notes for a terminal: what about, when, what was written, what the line says. Removed ones are left out. */
export function notesText({ cluster, notes, redHerrings }: NotesRecord): string {
  const standing = notes.filter(({ removedMs }) => removedMs === null)
  const harmless = redHerrings.map(redHerringText)
  if (standing.length + harmless.length === 0)
    return `${cluster.name}: no notes and no bookmarks.\n`
  return [...standing.map(noteText), ...harmless].join('\n')
}

function noteText(note: NoteRecord): string {
  const { instanceId, lineOrdinal, failureGroupId, kind } = note
  const subject = instanceId ?? `group ${failureGroupId ?? ''}`
  const at = lineOrdinal === null ? subject : `${subject}:${lineOrdinal}`
  const texts = [note.text, note.line ?? ''].filter((text) => text !== '')
  const body = texts.map((text) => `  ${text.replaceAll('\n', '\n  ')}\n`).join('')
  return `${moment(note.createdMs)} UTC  ${kind}  ${at}\n${body}`
}

function redHerringText({ createdMs, pattern, sample }: RedHerringRecord): string {
  return `${moment(createdMs)} UTC  red herring  ${pattern}\n  ${sample}\n`
}
