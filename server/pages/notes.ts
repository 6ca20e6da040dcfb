import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { OperatorError } from '../../ingest/operator-error.ts'
import type { NoteStore, NoteSubject } from '../../ingest/store/note-store.ts'
import type { NotesRecord } from '../../views/notes.ts'
import { notesCard, notesPage } from '../../views/notes.ts'
import { urls } from '../../views/urls.ts'
import type { CsvTable } from '../csv.ts'
import { sentForm, takeForms } from '../form-body.ts'
import { readNoteForm } from '../note-form.ts'
import { writeNotes } from '../note-writer.ts'
import { type PageOptions, registerPage } from '../reply-page.ts'

export interface NotesOptions extends PageOptions {
  readonly databasePath: string
  /** Clock of this machine, epoch ms. */
  readonly now: () => number
}

type Params = Readonly<Record<string, string>>

/** All notes of a cluster, and the forms that change them: what the viewer writes. */
export const notesPages: FastifyPluginAsync<NotesOptions> = async (app, options) => {
  registerPage(app, options, {
    path: '/clusters/:cluster/notes',
    answer: ({ params }) => {
      const record = options.stores().notes(params.cluster ?? '')
      return {
        ...{ title: 'Notes', cluster: record.cluster, tab: undefined, record },
        body: () => notesPage(record),
        table: () => notesTable(record),
      }
    },
  })
  takeForms(app)
  addForms(app, options)
}

function addForms(app: Parameters<typeof notesPages>[0], options: NotesOptions): void {
  const { databasePath: path, now } = options
  app.post('/clusters/:cluster/notes', (request, reply) => {
    const { subject, text } = readNoteForm(options.stores(), sentForm(request))
    if (text.trim() === '')
      throw badForm('The note is empty.', 'Write something, and add it again.')
    writeNotes(path, (notes) => notes.add({ ...subject, text, atMs: now() }))
    return back(request, reply, subject)
  })
  app.post('/clusters/:cluster/bookmarks', (request, reply) => {
    const { subject, attempt } = readNoteForm(options.stores(), sentForm(request))
    if (subject.lineOrdinal === null) {
      throw badForm('No line is named.', 'Give the number of the line, and bookmark it again.')
    }
    writeNotes(path, (notes) => notes.toggleBookmark({ ...subject, atMs: now() }))
    if (request.headers['hx-request-type'] !== 'partial') return back(request, reply, subject)
    const { cluster = '' } = request.params as Params
    const instanceId = subject.instanceId ?? ''
    const { notes, instance } = options.stores().notesOfInstance(cluster, instanceId, attempt)
    return reply.type('text/html; charset=utf-8').send(String(notesCard(cluster, instance, notes)))
  })
  for (const change of ['remove', 'restore', 'forget'] as const) {
    app.post(`/clusters/:cluster/notes/:note/${change}`, (request, reply) => {
      const { cluster = '', note = '' } = request.params as Params
      const { clusterId } = options.stores().notes(cluster).cluster
      const noteId = Number(note)
      const subject = writeNotes(path, (notes) => {
        const found = subjectOf(notes, { clusterId, noteId })
        notes[change](noteId, now())
        return found
      })
      return back(request, reply, subject)
    })
  }
}

function subjectOf(
  notes: NoteStore,
  note: { readonly clusterId: string; readonly noteId: number },
): NoteSubject {
  const subject = Number.isSafeInteger(note.noteId) ? notes.subject(note) : undefined
  if (subject !== undefined) return subject
  throw new OperatorError(
    'not-found',
    `There is no note ${note.noteId}.`,
    'It may have been deleted for good; the notes of the cluster are listed on their page.',
  )
}

function badForm(message: string, nextStep: string): OperatorError {
  return new OperatorError('invalid-request', message, nextStep)
}

/** To what the note is about; a reload there sends nothing again. */
function back(request: FastifyRequest, reply: FastifyReply, about: NoteSubject): FastifyReply {
  const { cluster = '' } = request.params as Params
  const { instanceId, failureGroupId, lineOrdinal } = about
  const { attempt } = Object.fromEntries(sentForm(request).form)
  if (failureGroupId !== null) {
    return reply.redirect(`${urls.failureGroup(cluster, failureGroupId)}#notes`, 303)
  }
  const at = {
    ...(attempt !== undefined && { attempt }),
    ...(lineOrdinal !== null && { line: lineOrdinal }),
  }
  return reply.redirect(`${urls.logOfInstance(cluster, instanceId ?? '', at)}#notes`, 303)
}

function notesTable({ notes, redHerrings }: NotesRecord): CsvTable {
  return {
    columns: [
      ...['note_id', 'kind', 'failure_group_id', 'instance_id', 'attempt', 'line_ordinal'],
      ...['text', 'line', 'created_ms', 'removed_ms'],
    ],
    rows: [
      ...notes.map((note) => [
        ...[note.noteId, note.kind, note.failureGroupId, note.instanceId, note.attempt],
        ...[note.lineOrdinal, note.text, note.line, note.createdMs, note.removedMs],
      ]),
      ...redHerrings.map(({ pattern, sample, createdMs }) => [
        ...[null, 'red-herring', null, null, null, null, pattern, sample, createdMs, null],
      ]),
    ],
  }
}
