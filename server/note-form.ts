import { OperatorError } from '../ingest/operator-error.ts'
import type { NoteSubject } from '../ingest/store/note-store.ts'
import { mostNoteCharacters } from '../views/notes.ts'
import { readNumber } from './filters.ts'
import type { ReadStores } from './store/read-store.ts'

export interface NoteForm {
  readonly subject: NoteSubject
  readonly attempt: number | undefined
  readonly text: string
}

/** What a form is about, looked up in the file. Throws OperatorError `invalid-request`, `not-found`, `cluster-not-found`. */
export function readNoteForm(
  stores: ReadStores,
  { cluster, form }: { readonly cluster: string; readonly form: URLSearchParams },
): NoteForm {
  const text = (form.get('text') ?? '').replaceAll('\r\n', '\n')
  if (text.length > mostNoteCharacters) {
    throw new OperatorError(
      'invalid-request',
      `The note has ${text.length} characters.`,
      `Write at most ${mostNoteCharacters}.`,
    )
  }
  const line = readNumber('line', form.get('line') || undefined)
  const attempt = readNumber('attempt', form.get('attempt') || undefined)
  const about = {
    failureGroupId: form.get('group') ?? undefined,
    instanceId: form.get('instance') ?? undefined,
  }
  return { subject: stores.noteSubject(cluster, { ...about, attempt, line }), attempt, text }
}
